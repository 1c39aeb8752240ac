from django.urls import path

from stories.views import choose, health, library, read

urlpatterns = [
    path("", choose.choose, name="choose"),
    path("stories/", library.stories, name="stories"),
    path("stories/", library.stories, name="shelf"),
    path("stories/<uuid:story_id>/", read.read, name="read"),
    path("stories/<uuid:story_id>/text", read.text, name="text"),
    path("stories/<uuid:story_id>/stop", read.stop, name="stop"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
