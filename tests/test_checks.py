import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from stories.checks import debug_stays_at_home, hosts_are_named

AT_HOME = ["127.0.0.1", "localhost", "[::1]"]


def test_a_laptop_may_look_for_bugs(settings):
    settings.DEBUG, settings.ALLOWED_HOSTS = True, AT_HOME
    assert debug_stays_at_home(None) == hosts_are_named(None) == []


def test_a_house_on_the_internet_may_not(settings):
    settings.DEBUG, settings.ALLOWED_HOSTS = True, [*AT_HOME, "stories.example.org"]
    (trouble,) = debug_stays_at_home(None)
    assert trouble.id == "stories.E001"
    assert "stories.example.org" in trouble.msg and "127.0.0.1" not in trouble.msg
    assert "DEBUG" in trouble.hint and "ALLOWED_HOSTS" in trouble.hint


def test_a_house_on_the_internet_without_debug_is_well(settings):
    settings.DEBUG, settings.ALLOWED_HOSTS = False, ["stories.example.org"]
    assert debug_stays_at_home(None) == hosts_are_named(None) == []


def test_every_host_is_too_many(settings):
    settings.DEBUG, settings.ALLOWED_HOSTS = False, ["*"]
    (trouble,) = hosts_are_named(None)
    assert trouble.id == "stories.E002"
    assert "ALLOWED_HOSTS=" in trouble.hint


@pytest.mark.parametrize(("debug", "hosts", "named"), [(True, ["stories.example.org"], "stories.E001"), (False, ["*"], "stories.E002")])
def test_unsafe_values_stop_the_start_with_a_hint(settings, debug, hosts, named):
    settings.DEBUG, settings.ALLOWED_HOSTS = debug, hosts
    with pytest.raises(SystemCheckError, match=named) as stop:
        call_command("check")
    assert "HINT" in str(stop.value)
