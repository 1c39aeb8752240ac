from django.urls import path, re_path

from stories.views import account, answer, away, beside, children, choose, cover, family, health, library, read

urlpatterns = [
    path("", choose.choose, name="choose"),
    path("stories/", library.stories, name="stories"),
    path("stories/", library.stories, name="shelf"),
    path("stories/<uuid:story_id>/", read.read, name="read"),
    path("stories/<uuid:story_id>/text", read.text, name="text"),
    path("stories/<uuid:story_id>/cover.svg", cover.cover, name="cover"),
    path("stories/<uuid:story_id>/beside", beside.beside, name="beside"),
    path("stories/<uuid:story_id>/answer", answer.answer, name="answer"),
    path("stories/<uuid:story_id>/stop", read.stop, name="stop"),
    path("stories/<uuid:story_id>/offer", family.offer, name="offer"),
    path("stories/<uuid:story_id>/delete", family.delete, name="delete"),
    path("children/", children.children, name="children"),
    path("children/<int:child_id>/", children.child, name="child"),
    path("children/<int:child_id>/delete", children.delete, name="delete_child"),
    path("parents/", family.parents, name="parents"),
    path("parents/export", family.export, name="export"),
    path("parents/delete", family.delete_all, name="delete_all"),
    path("accounts/signup/", account.sign_up, name="account_signup"),
    path("accounts/login/", account.sign_in, name="account_login"),
    path("accounts/logout/", account.sign_out, name="account_logout"),
    path("accounts/password/change/", account.changed, name="account_change_password"),
    path("accounts/password/reset/", account.forgotten, name="account_reset_password"),
    path("accounts/password/reset/done/", account.sent, name="account_reset_password_done"),
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        account.chosen_anew,
        name="account_reset_password_from_key",
    ),
    path("manifest.webmanifest", away.manifest, name="manifest"),
    path("sw.js", away.worker, name="worker"),
    path("offline/", away.offline, name="offline"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
