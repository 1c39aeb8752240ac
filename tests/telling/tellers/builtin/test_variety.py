"""Stories that are not all alike. Floors: over 60 stories the commonest 8-gram in at most 15 %, and no sentence twice in five nights."""

import itertools
import random
import re
from collections import Counter
from dataclasses import replace

import pytest

from stories.models import Companion, Dynasty, Hero, Power, Tone
from stories.telling import prompts
from stories.telling.gate.sentences import split
from stories.telling.prompts.prompt import Choices
from stories.telling.tellers.builtin.compose import compose
from stories.telling.tellers.builtin.deck import Deck

LANGUAGES = ["zh", "en"]


def nights(language: str, count: int, seed: str, choose) -> list[str]:
    """`count` stories of one family, one after another; `choose(night)` gives dynasty, power and tone."""
    companions = tuple(Companion.objects.on())
    return [_story(language, seed, night, companions, *choose(night)) for night in range(count)]


def _story(language: str, seed: str, night: int, companions, dynasty: Dynasty, power: Power, tone: Tone) -> str:
    hero = Deck(seed, night).one(f"hero/{dynasty.slug}", list(dynasty.heroes.on()))
    words = [entry.in_language("name", language) for entry in (dynasty, power, tone)]
    choices = Choices(language, "short", "", seed, night, *words, dynasty, power, tone, hero, None, companions)
    return compose(prompts.build(choices))


def same_choice(dynasty: str = "song", power: str = "laser", tone: str = "hard"):
    entries = (Dynasty.objects.get(slug=dynasty), Power.objects.get(slug=power), Tone.objects.get(slug=tone))
    return lambda night: entries


def any_choice(seed: str):
    draw = random.Random(seed)
    piles = [list(kind.objects.on()) for kind in (Dynasty, Power, Tone)]
    return lambda night: [draw.choice(pile) for pile in piles]


def commonest_share(stories: list[str], language: str) -> tuple[str, float]:
    """The 8-gram (characters in Chinese, words in English) that most stories hold, and their share."""
    counts = Counter(gram for story in stories for gram in grams(story, language))
    gram, count = counts.most_common(1)[0]
    return gram, count / len(stories)


def grams(story: str, language: str) -> set[str]:
    units = list(re.sub(r"\s", "", story)) if language == "zh" else story.split()
    joint = "" if language == "zh" else " "
    return {joint.join(units[place : place + 8]) for place in range(len(units) - 7)}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("choice", ["any", "same"])
def test_sixty_stories_are_not_one_story(catalogue, language, choice):
    choose = any_choice("sixty") if choice == "any" else same_choice()
    stories = nights(language, 60, f"family {choice}", choose)
    assert min(map(len, stories)) >= 300
    gram, share = commonest_share(stories, language)
    assert share <= 0.15, gram


@pytest.mark.parametrize("language", LANGUAGES)
def test_five_nights_in_a_row_repeat_no_sentence(catalogue, language):
    for power, tone in itertools.product(Power.objects.on(), Tone.objects.on()):
        stories = nights(language, 12, f"family {power.slug}", same_choice("sui", power.slug, tone.slug))
        long = [{sentence.strip() for sentence in split(story) if len(sentence.strip()) >= 12} for story in stories]
        for first, second in itertools.combinations(range(12), 2):
            assert second - first >= 5 or not long[first] & long[second]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_story_is_whole(catalogue, language):
    """No unfilled slot, no doubled mark, and the power is there."""
    for night, (power, tone) in enumerate(itertools.product(Power.objects.on(), Tone.objects.on())):
        entries = (Dynasty.objects.order_by("?").first(), power, tone)
        story = nights(language, 1, f"whole {night}", lambda _, entries=entries: entries)[0]
        assert not re.search(r"[{}]|。。|，，|，。|\.\.|,,| {2}|None", story), story


def test_a_power_nobody_wrote_for_is_told_by_name(catalogue):
    choices = Choices(
        "zh", "short", "", "seed", 0, "唐", "变成一只猫", "睡前", Dynasty.objects.get(slug="tang"), None, None, Hero.objects.first()
    )
    story = compose(prompts.build(choices))
    other = compose(prompts.build(replace(choices, power_words="和石头说话")))
    assert story.count("变成一只猫") >= 3
    assert other == story.replace("变成一只猫", "和石头说话")
