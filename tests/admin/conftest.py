import pytest
from django.test import Client


@pytest.fixture
def curator(db, django_user_model):
    """Somebody who may do everything in the admin; signed in without a password, which would cost a third of a second a test."""
    browser = Client(headers={"accept-language": "zh-CN"})
    browser.force_login(django_user_model.objects.create_superuser("curator"))
    return browser
