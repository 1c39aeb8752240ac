from django.urls import path

from stories.views import away, beside, choose, cover, family, featured, health, library, read

urlpatterns = [
    path("", choose.choose, name="choose"),
    path("stories/", library.stories, name="stories"),
    path("stories/", library.stories, name="shelf"),
    path("stories/<uuid:story_id>/", read.read, name="read"),
    path("stories/<uuid:story_id>/text", read.text, name="text"),
    path("stories/<uuid:story_id>/cover.svg", cover.cover, name="cover"),
    path("stories/<uuid:story_id>/beside", beside.beside, name="beside"),
    path("stories/<uuid:story_id>/stop", read.stop, name="stop"),
    path("stories/<uuid:story_id>/offer", family.offer, name="offer"),
    path("stories/<uuid:story_id>/delete", family.delete, name="delete"),
    path("stories/<uuid:story_id>/favourite", library.favourite, name="favourite"),
    path("stories/<uuid:story_id>/remove", library.remove, name="remove"),
    path("stories/<uuid:story_id>/restore", library.restore, name="restore"),
    path("featured/", featured.featured, name="featured"),
    path("featured/<uuid:story_id>/", featured.one, name="featured_one"),
    path("featured/<uuid:story_id>/cover.svg", featured.cover, name="featured_cover"),
    path("parents/", family.parents, name="parents"),
    path("parents/export", family.export, name="export"),
    path("parents/delete", family.delete_all, name="delete_all"),
    path("manifest.webmanifest", away.manifest, name="manifest"),
    path("sw.js", away.worker, name="worker"),
    path("offline/", away.offline, name="offline"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
