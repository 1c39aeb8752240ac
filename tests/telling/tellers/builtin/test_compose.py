import itertools
import re
from dataclasses import replace

import pytest

from stories.models import Companion, Dynasty, Hero, Power, Story, Tone
from stories.telling import prompts
from stories.telling.prompts.prompt import Choices
from stories.telling.tellers.builtin.compose import compose

pytestmark = pytest.mark.django_db
LANGUAGES = ["zh", "en"]
OWN = {"zh": ("和蚂蚁说话", "稀里糊涂", "桃花源"), "en": ("talking to ants", "muddled", "Peach Valley")}


def choices(language="zh", power="laser", tone="hard", dynasty="song", **more):
    """As of a waiting story; a slug that the catalogue does not know stands for a parent's own words."""
    own = dict(zip(("power", "tone", "dynasty"), OWN[language], strict=True))
    rows = {name: kind.objects.filter(slug=slug).first() for name, kind, slug in _said(power, tone, dynasty)}
    words = {f"{name}_words": row.in_language("name", language) if row else own[name] for name, row in rows.items()}
    hero = Hero.objects.filter(slug="shen-kuo").first() if rows["dynasty"] else None
    fields = {"length": "short", "title": "", "seed": "a family", "turn": 3, "hero": hero, "companions": tuple(Companion.objects.on())}
    return Choices(language=language, **{**fields, **rows, **words, **more})


def _said(power, tone, dynasty):
    return ("power", Power, power), ("tone", Tone, tone), ("dynasty", Dynasty, dynasty)


def story(*args, **said):
    return compose(prompts.build(choices(*args, **said)))


def all_choices():
    powers = [*Power.objects.values_list("slug", flat=True), "own"]
    tones = [*Tone.objects.values_list("slug", flat=True), "own"]
    return itertools.product(powers, tones)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("length", Story.Length.values)
def test_every_power_and_tone_makes_a_whole_story(catalogue, language, length):
    for turn, (power, tone) in enumerate(all_choices()):
        told = story(language, power, tone, ("song", "own")[turn % 2], length=length, turn=turn)
        assert not re.search(r"[{}]|None(?! of)", told), told
        assert told.count("\n") == 7 and all(line.strip() for line in told.split("\n")), told


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("dynasty", ["song", "own"])
def test_hero_and_era_are_named(catalogue, language, dynasty):
    hero = {"song": {"zh": "沈括", "en": "Shen Kuo"}, "own": {"zh": "阿禾", "en": "Ah He"}}[dynasty][language]
    era = {"song": {"zh": "宋朝", "en": "Song dynasty"}, "own": {"zh": "桃花源", "en": "Peach Valley"}}[dynasty][language]
    for turn in range(30):
        told = story(language, dynasty=dynasty, turn=turn)
        assert hero in told and era in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_seed_and_turn_tell_the_same_story(catalogue, language):
    assert story(language) == story(language)
    assert len({story(language, seed=seed, turn=turn) for seed in "abc" for turn in range(5)}) == 15


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_power_is_another_story(catalogue, language):
    powers = [*Power.objects.values_list("slug", flat=True), "own"]
    sentences = {power: set(re.split(r"(?<=[。！？.!?])", story(language, power))) for power in powers}
    for one, other in itertools.permutations(powers, 2):
        assert len(sentences[one] - sentences[other]) >= 4, (one, other)


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_tone_is_another_story(catalogue, language):
    tones = [*Tone.objects.values_list("slug", flat=True), "own"]
    assert len({story(language, tone=tone) for tone in tones}) == len(tones)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_typed_power_is_named_again_and_again(catalogue, language):
    for turn in range(20):
        assert story(language, "own", turn=turn).count(OWN[language][0]) >= 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_longer_story_is_longer(catalogue, language):
    for turn in range(10):
        lengths = [len(story(language, length=length, turn=turn)) for length in ("short", "medium", "long")]
        assert lengths == sorted(set(lengths))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_child_is_spoken_to_by_a_code_point_and_otherwise_not_at_all(catalogue, language):
    assert story(language, child=Story.CHILD).count(Story.CHILD) >= 2
    assert Story.CHILD not in story(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_companion_that_was_chosen_comes(catalogue, language):
    for companion in Companion.objects.all():
        told = [story(language, companion=companion, turn=turn).lower() for turn in range(9)]
        name = companion.in_language("name", language).lower().removeprefix("the ")
        assert all(name in one for one in told), (companion, told)


def test_without_any_companion_somebody_passes_by(catalogue):
    assert "一位过路的朋友" in story(companions=())


def test_a_hero_is_she_or_he(catalogue):
    by = {gender: Hero.objects.filter(gender=gender).first() for gender in "fm"}
    english = {gender: " ".join(story("en", hero=hero, turn=turn) for turn in range(9)) for gender, hero in by.items()}
    assert re.search(r"\b[Ss]he\b", english["f"])
    changed = {gender: replace(choices("en", hero=by[gender]), turn=1) for gender in "fm"}
    assert compose(prompts.build(changed["f"])) != compose(prompts.build(changed["m"]))
