import secrets
from ipaddress import ip_network

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from stories.checks import debug_stays_at_home, hosts_are_named, secret_is_one, somebody_brings_https

GOOD = secrets.token_urlsafe(50)
WEAK = ["hunter2", "x" * 80, "django-insecure-" + GOOD, GOOD[:49]]


def go(settings, away: bool, **values) -> None:
    settings.AWAY = ["stories.example.org"] if away else []
    for name, value in values.items():
        setattr(settings, name, value)


def test_at_home_one_may_look_for_bugs_and_have_a_short_secret(settings):
    go(settings, away=False, DEBUG=True, SECRET_KEY="secret", TRUSTED_PROXIES=[])
    assert debug_stays_at_home(None) == hosts_are_named(None) == secret_is_one(None) == somebody_brings_https(None) == []


def test_a_house_on_the_internet_may_not_be_looked_into(settings):
    go(settings, away=True, DEBUG=True)
    (trouble,) = debug_stays_at_home(None)
    assert trouble.id == "stories.E001"
    assert "stories.example.org" in trouble.msg and "127.0.0.1" not in trouble.msg
    assert "DEBUG" in trouble.hint and "ALLOWED_HOSTS" in trouble.hint


@pytest.mark.parametrize("weak", WEAK)
def test_a_house_on_the_internet_has_a_secret_that_nobody_guesses(settings, weak):
    go(settings, away=True, SECRET_KEY=weak)
    (trouble,) = secret_is_one(None)
    assert trouble.id == "stories.E003"
    assert "SECRET_KEY" in trouble.hint and weak not in trouble.msg + trouble.hint


def test_a_house_on_the_internet_names_who_brings_https(settings):
    go(settings, away=True, TRUSTED_PROXIES=[])
    (trouble,) = somebody_brings_https(None)
    assert trouble.id == "stories.W001" and "TRUSTED_PROXIES=" in trouble.hint


def test_a_house_on_the_internet_that_is_well_kept_is_well(settings):
    go(settings, away=True, DEBUG=False, SECRET_KEY=GOOD, TRUSTED_PROXIES=[ip_network("127.0.0.1")])
    assert debug_stays_at_home(None) == hosts_are_named(None) == secret_is_one(None) == somebody_brings_https(None) == []


def test_every_host_is_too_many(settings):
    settings.DEBUG, settings.ALLOWED_HOSTS = False, ["*"]
    (trouble,) = hosts_are_named(None)
    assert trouble.id == "stories.E002"
    assert "ALLOWED_HOSTS=" in trouble.hint


@pytest.mark.parametrize(
    ("named", "values"),
    [("stories.E001", {"DEBUG": True}), ("stories.E002", {"ALLOWED_HOSTS": ["*"]}), ("stories.E003", {"SECRET_KEY": "secret"})],
)
def test_unsafe_values_stop_the_start_with_a_hint(settings, named, values):
    go(settings, away=True, **values)
    with pytest.raises(SystemCheckError, match=named) as stop:
        call_command("check")
    assert "HINT" in str(stop.value)
