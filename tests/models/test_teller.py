import pytest

from stories.models import Teller

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tellers(settings):
    """One of each kind, the curator's order: main, another main, built-in, second."""
    settings.OPENAI_BASE_URL = settings.STORYTELLER_FALLBACK_BASE_URL = "http://127.0.0.1:1/v1"
    Teller.objects.all().delete()
    rows = [("main", "main"), ("other", "main"), ("builtin", "builtin"), ("second", "fallback")]
    return [Teller.objects.create(name=name, endpoint=endpoint, order=order) for order, (name, endpoint) in enumerate(rows)]


def line_up(first=None):
    return [teller.name for teller in Teller.objects.line_up(first and Teller.objects.get(name=first))]


@pytest.mark.parametrize(
    ("first", "asked"),
    [
        (None, ["main", "second"]),
        ("main", ["main", "second"]),
        ("other", ["other", "second"]),
        ("builtin", ["builtin", "second"]),
        ("second", ["second"]),
    ],
)
def test_a_storys_own_teller_is_asked_and_then_the_second_endpoint(first, asked):
    assert line_up(first) == asked


def test_every_row_of_the_second_endpoint_is_asked_in_order():
    Teller.objects.create(name="third", endpoint="fallback", order=9)
    assert line_up("other") == ["other", "second", "third"]
    assert line_up("third") == ["third", "second"]


def test_who_is_switched_off_or_has_no_endpoint_is_not_asked(settings):
    Teller.objects.filter(name="second").update(on=False)
    assert line_up("other") == ["other"]
    Teller.objects.filter(name="other").update(on=False)
    assert line_up("other") == ["main"]
    settings.OPENAI_BASE_URL = ""
    assert line_up("other") == ["builtin"]


@pytest.mark.parametrize(("address", "key", "able"), [("", "", False), ("http://h/v1", "", True), ("", "a key", True)])
def test_the_second_endpoint_is_able_where_the_environment_names_it(settings, address, key, able):
    settings.STORYTELLER_FALLBACK_BASE_URL, settings.STORYTELLER_FALLBACK_API_KEY = address, key
    assert ("second" in line_up()) == able


def test_with_nobody_able_nobody_is_asked():
    Teller.objects.update(on=False)
    assert line_up() == line_up("main") == []
