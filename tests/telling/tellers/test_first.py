import pytest

from stories.models import Teller
from stories.telling.tellers.first import add_missing

pytestmark = pytest.mark.django_db


def there():
    return [teller.endpoint for teller in Teller.objects.all()]


@pytest.fixture(autouse=True)
def none(db):
    Teller.objects.all().delete()


def test_a_house_without_endpoints_has_the_built_in_teller():
    assert (add_missing(), there()) == (1, ["builtin"])


@pytest.mark.parametrize("name", ["OPENAI_API_KEY", "OPENAI_BASE_URL"])
def test_the_endpoint_comes_before_the_built_in_teller(settings, name):
    setattr(settings, name, "said")
    assert (add_missing(), there()) == (2, ["main", "builtin"])


@pytest.mark.parametrize("name", ["STORYTELLER_FALLBACK_API_KEY", "STORYTELLER_FALLBACK_BASE_URL"])
def test_the_second_endpoint_comes_behind_everybody(settings, name):
    setattr(settings, name, "said")
    settings.OPENAI_BASE_URL = "said"
    assert (add_missing(), there()) == (3, ["main", "builtin", "fallback"])


def test_who_is_there_is_not_added_again_and_a_curators_row_stays(settings):
    settings.STORYTELLER_FALLBACK_BASE_URL = "said"
    add_missing()
    Teller.objects.filter(endpoint="fallback").update(model="a curators", on=False)
    assert add_missing() == 0
    assert Teller.objects.get(endpoint="fallback").model == "a curators"


def test_an_endpoint_that_comes_later_is_added_then(settings):
    add_missing()
    settings.STORYTELLER_FALLBACK_API_KEY = "said"
    assert (add_missing(), there()) == (1, ["builtin", "fallback"])
