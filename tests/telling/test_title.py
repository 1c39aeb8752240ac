import pytest

from stories.models import Hero, Power
from stories.telling import title
from stories.telling.dna import Draws, Memory
from stories.telling.prompts.prompt import Choices

pytestmark = pytest.mark.django_db


def titles(language, hero, power, own="", turns=20):
    """As of one family, one evening after another."""
    words = power.in_language("name", language) if power else own
    choices = Choices(language, "short", "", "", "", words, "", hero=hero, power=power)
    memory, said = Memory(), []
    for turn in range(turns):
        draws = Draws(f"{turn}", memory=memory)
        said.append(title.of(choices, draws))
        memory.add(draws.taken)
    return said


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_power_has_titles_without_an_open_slot(catalogue, language):
    hero = Hero.objects.first()
    for power in Power.objects.all():
        for words in titles(language, hero, power, turns=60):
            assert words.strip() and not set("{}") & set(words) and len(words) <= 120


@pytest.mark.parametrize(("language", "own"), [("zh", "变成一棵树"), ("en", "Turning into a tree")])
def test_a_power_of_the_parents_own_is_in_its_titles(catalogue, language, own):
    said = titles(language, None, None, own, turns=60)
    assert any(own in words for words in said)
    assert not any(set("{}") & set(words) for words in said)


def test_titles_take_turns(catalogue):
    power = Power.objects.get(slug="laser")
    said = titles("zh", Hero.objects.first(), power, turns=30)
    assert len(set(said)) == 30
    assert said == titles("zh", Hero.objects.first(), power, turns=30)


def test_the_longest_words_of_a_parent_fit(catalogue):
    """The column holds 120 characters on every database."""
    longest = max(Hero.objects.all(), key=lambda hero: len(hero.name_en))
    for language in ("zh", "en"):
        assert max(map(len, titles(language, longest, None, "w" * 20, turns=60))) <= 120


@pytest.mark.parametrize(
    ("number", "chinese", "english"),
    [
        (2, "第二回", "Chapter two"),
        (10, "第十回", "Chapter ten"),
        (12, "第十二回", "Chapter twelve"),
        (20, "第二十回", "Chapter twenty"),
        (47, "第四十七回", "Chapter 47"),
        (100, "第100回", "Chapter 100"),
    ],
)
def test_a_chapter_is_counted_as_a_storyteller_counts(number, chinese, english):
    assert (title.chapter(number, "zh"), title.chapter(number, "en")) == (chinese, english)
