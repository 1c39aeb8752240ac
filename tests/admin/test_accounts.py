import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def test_a_curator_signs_in_with_a_password(django_user_model):
    django_user_model.objects.create_superuser("curator", password="a long evening")
    browser = Client(headers={"accept-language": "zh-CN"})
    assert browser.get("/admin/", follow=True).status_code == 200
    sign_in = {"username": "curator", "password": "a long evening", "next": "/admin/"}
    assert browser.post("/admin/login/", {**sign_in, "password": "wrong"}).status_code == 200
    assert browser.post("/admin/login/", sign_in)["Location"] == "/admin/"
    assert browser.get("/admin/").status_code == 200


def test_a_curator_lets_another_one_in(curator, django_user_model):
    new = {"username": "second", "password1": "lanternlight7", "password2": "lanternlight7", "usable_password": "true"}
    assert curator.post("/admin/stories/account/add/", new).status_code == 302
    second = django_user_model.objects.get(username="second")
    assert second.check_password("lanternlight7") and not second.is_staff
    assert curator.get(f"/admin/stories/account/{second.pk}/change/").status_code == 200
