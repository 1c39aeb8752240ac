"""Addresses and keys of endpoints come from the environment only: no row and no form can hold one."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import models
from django.test import RequestFactory

from stories.models import Account, Teller

NAMES = ("url", "address", "host", "base", "key", "secret", "password")
KEPT = {  # what sounds like one and is none
    "stories.Story.request_key",
    "stories.Account.password",
    "otp_totp.TOTPDevice.key",
    "sessions.Session.session_key",
    "account.EmailConfirmation.email_address",  # of a family's account, and of no endpoint
    "account.EmailConfirmation.key",
    "axes.AccessAttempt.ip_address",
    "axes.AccessFailureLog.ip_address",
    "axes.AccessLog.ip_address",
}


def test_no_field_of_a_row_is_for_an_address_or_a_key():
    fields = [field for model in apps.get_models() for field in model._meta.get_fields() if isinstance(field, models.Field)]
    sound = {f"{field.model._meta.label}.{field.name}" for field in fields if any(name in field.name.split("_") for name in NAMES)}
    assert sound - KEPT == set()
    ours = [field for field in fields if field.model._meta.app_label == "stories"]
    assert not [str(field) for field in ours if isinstance(field, models.URLField | models.GenericIPAddressField)]


@pytest.mark.django_db
def test_a_teller_names_its_endpoint_by_a_word_of_three():
    request = RequestFactory().get("/")
    request.user = Account.objects.create_superuser("curator")
    form = admin.site._registry[Teller].get_form(request)
    for words in ("http://169.254.169.254/v1", "https://evil.example", "main; http://x"):
        filled = form({"name": "x", "endpoint": words, "model": "x", "style": "chat", "price_in": 0, "price_out": 0, "order": 1})
        assert "endpoint" in filled.errors
    assert set(form.base_fields["endpoint"].choices) - {("", "---------")} == set(Teller.Endpoint.choices)
