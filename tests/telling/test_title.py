import pytest

from stories.catalogue.find import Found
from stories.models import Hero, Power
from stories.telling import title
from stories.telling.tellers.builtin.deck import Deck

pytestmark = pytest.mark.django_db


def titles(language, hero, power, turns=20):
    return [title.of(Deck("a family", turn), language, hero, power) for turn in range(turns)]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_power_has_titles_without_an_open_slot(catalogue, language):
    hero = Hero.objects.first()
    for power in Power.objects.all():
        for words in titles(language, hero, Found(power.in_language("name", language), power)):
            assert words.strip() and not set("{}") & set(words) and len(words) <= 120


@pytest.mark.parametrize(("language", "own"), [("zh", "变成一棵树"), ("en", "Turning into a tree")])
def test_a_power_of_the_parents_own_is_in_its_titles(catalogue, language, own):
    said = titles(language, None, Found(own, None), 30)
    assert any(own in words for words in said)
    assert not any(set("{}") & set(words) for words in said)


def test_titles_take_turns(catalogue):
    power = Power.objects.get(slug="laser")
    said = titles("zh", Hero.objects.first(), Found("发射激光", power), 18)
    assert len(set(said)) == 18
    assert said == titles("zh", Hero.objects.first(), Found("发射激光", power), 18)


def test_the_longest_words_of_a_parent_fit(catalogue):
    """The column holds 120 characters on every database."""
    longest = max(Hero.objects.all(), key=lambda hero: len(hero.name_en))
    for language in ("zh", "en"):
        assert max(map(len, titles(language, longest, Found("w" * 20, None), 30))) <= 120
