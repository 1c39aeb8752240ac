"""Stories that are not all alike: one family, thirty evenings."""

import itertools
import random
import re

import pytest

from stories.catalogue.find import Found
from stories.catalogue.firsts import out_of_time
from stories.models import Dynasty, Power, Tone
from stories.telling import prompts
from stories.telling.dna import Memory
from stories.telling.gate.sentences import split
from stories.telling.start import Choice, drawn
from stories.telling.tellers.builtin.teller import told

pytestmark = pytest.mark.django_db
LANGUAGES = ["zh", "en"]


def evenings(language, choices, length="short", age="6-8", family="a family"):
    """The stories of one family, one after another, as they would be told."""
    memory = Memory()
    for entries in choices:
        found = [
            Found(entry.in_language("name", language), entry) if not isinstance(entry, str) else Found(entry, None) for entry in entries
        ]
        story = drawn(Choice(*found, language=language, length=length, age=age), family, memory)
        memory.add(story.dna)
        yield told(prompts.build(prompts.choices_of(story)))


def same_choice(number, dynasty="song", power="laser", tone="hard"):
    entries = (Dynasty.objects.get(slug=dynasty), Power.objects.get(slug=power), Tone.objects.get(slug=tone))
    return [entries] * number


def any_choice(number, seed=1):
    draw = random.Random(seed)
    piles = [list(kind.objects.on()) for kind in (Dynasty, Power, Tone)]
    return [[draw.choice(pile) for pile in piles] for _ in range(number)]


LONG = {"zh": 12, "en": 36}  # characters: an English one says as much with three times as many


def long_sentences(story, language):
    return {sentence.strip() for sentence in split(story) if len(sentence.strip()) >= LONG[language]}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("choice", ["any", "hard", "light", "bedtime"])
def test_thirty_evenings_in_a_row_tell_no_sentence_twice(catalogue, language, choice):
    asked = any_choice(45) if choice == "any" else same_choice(45, tone=choice)
    said = [long_sentences(story, language) for story in evenings(language, asked)]
    twice = [both for first in range(45) for second in range(first + 1, min(first + 30, 45)) if (both := said[first] & said[second])]
    assert twice == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("age", ["3-5", "9-12"])
def test_nor_do_thirty_long_stories_of_other_ages(catalogue, language, age):
    said = [long_sentences(story, language) for story in evenings(language, any_choice(30, seed=3), "medium", age)]
    assert [both for first, second in itertools.combinations(said, 2) if (both := first & second)] == []


@pytest.mark.parametrize(("length", "least", "most"), [("short", 250, 470), ("medium", 480, 780), ("long", 950, 1550)])
def test_a_length_is_kept(catalogue, length, least, most):
    lengths = [len(story) for story in evenings("zh", any_choice(60), length)]
    assert least <= min(lengths) and max(lengths) <= most


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_seed_with_another_power_is_another_story(catalogue, language):
    stories = {power.slug: next(evenings(language, same_choice(1, power=power.slug))) for power in Power.objects.on()}
    names = {power.slug: power.in_language("name", language).lower() for power in Power.objects.on()}
    for one, other in itertools.permutations(stories, 2):
        mine, theirs = ({s.lower().replace(names[slug], "") for s in split(stories[slug])} for slug in (one, other))
        assert len(mine - theirs) >= 3, (one, other)


@pytest.mark.parametrize("language", LANGUAGES)
def test_little_ones_have_a_line_to_say_along(catalogue, language):
    little, older = (next(evenings(language, same_choice(1), "medium", age)) for age in ("3-5", "9-12"))
    assert little != older


def test_a_power_nobody_wrote_for_is_told_by_name(catalogue):
    entries = [(Dynasty.objects.get(slug="tang"), "变成一只猫", Tone.objects.get(slug="light"))]
    assert next(evenings("zh", entries)).count("变成一只猫") >= 3


def test_every_story_is_whole(catalogue):
    for language, length in itertools.product(LANGUAGES, ("short", "medium", "long")):
        for story in evenings(language, any_choice(25, seed=5), length):
            assert not re.search(r"[{}]|。。|，，|，。|\.\.|,,| {2}|None", story), story


def test_no_story_names_what_was_not_there_yet(catalogue):
    qin = Dynasty.objects.get(slug="qin")
    for language in LANGUAGES:
        for story in evenings(language, [(qin, power, tone) for _, power, tone in any_choice(40, seed=7)], "medium"):
            assert out_of_time(story, qin.ends, language) == [], story
