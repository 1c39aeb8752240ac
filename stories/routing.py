from django.urls import path

from stories.consumers import StoryConsumer

sockets = [path("ws/stories/<uuid:story_id>/", StoryConsumer.as_asgi())]
