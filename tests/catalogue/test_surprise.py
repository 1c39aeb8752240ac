import pytest

from stories.catalogue.surprise import surprise
from stories.models import Dynasty, Hero, Power, Tone

pytestmark = pytest.mark.django_db


def test_a_surprise_is_a_choice_that_can_be_told(catalogue):
    drawn = surprise()
    assert Dynasty.objects.on().get(slug=drawn["dynasty"]).heroes.on().exists()
    assert Power.objects.on().filter(slug=drawn["power"]).exists()
    assert Tone.objects.on().filter(slug=drawn["tone"]).exists()


def test_a_surprise_is_not_the_same_each_evening(catalogue):
    assert len({tuple(surprise().values()) for _ in range(20)}) > 10


def test_what_is_off_or_has_no_heroes_never_surprises(catalogue):
    Dynasty.objects.exclude(slug__in=["tang", "song", "yuan"]).update(on=False)
    Hero.objects.filter(dynasty__slug="song").delete()
    Hero.objects.filter(dynasty__slug="yuan").update(on=False)
    Power.objects.exclude(slug="flight").update(on=False)
    Tone.objects.exclude(slug="hard").update(on=False)
    assert [surprise() for _ in range(20)] == [{"dynasty": "tang", "power": "flight", "tone": "hard"}] * 20


def test_an_empty_house_surprises_nobody():
    assert surprise() == {}
