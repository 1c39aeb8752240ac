import itertools
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stories.catalogue.find import Found
from stories.models import Child, Companion, Dynasty, Fact, Hero, Power, Story, Tone
from stories.telling import material, prompts
from stories.telling.dna import Draws, Memory
from stories.telling.prompts.prompt import Choices, together
from stories.telling.start import Choice, drawn
from stories.telling.tellers.builtin import teller
from stories.telling.tellers.builtin.compose import compose
from stories.telling.wishes import mentions

pytestmark = pytest.mark.django_db
LANGUAGES = ["zh", "en"]
OWN = {"zh": ("和蚂蚁说话", "稀里糊涂", "桃花源"), "en": ("talking to ants", "muddled", "Peach Valley")}


def choices(language="zh", power="laser", tone="hard", dynasty="song", **more):
    """As of a waiting story; a slug that the catalogue does not know stands for a parent's own words."""
    own = dict(zip(("power", "tone", "dynasty"), OWN[language], strict=True))
    said = (("power", Power, power), ("tone", Tone, tone), ("dynasty", Dynasty, dynasty))
    rows = {name: kind.objects.filter(slug=slug).first() for name, kind, slug in said}
    words = {f"{name}_words": row.in_language("name", language) if row else own[name] for name, row in rows.items()}
    hero = Hero.objects.filter(slug="shen-kuo").first() if rows["dynasty"] else None
    return Choices(language=language, **{"length": "short", "title": "", "seed": "", "hero": hero, **rows, **words, **more})


def story(*args, seed=1, **said):
    return compose(choices(*args, **said), Draws(str(seed)))


def all_choices():
    powers = [*Power.objects.values_list("slug", flat=True), "own"]
    tones = [*Tone.objects.values_list("slug", flat=True), "own"]
    return itertools.product(powers, tones)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("length", Story.Length.values)
@pytest.mark.parametrize("age", Story.Age.values)
def test_every_power_and_tone_makes_a_whole_story(catalogue, language, length, age):
    for number, (power, tone) in enumerate(all_choices()):
        told = story(language, power, tone, ("song", "own")[number % 2], length=length, age=age, seed=number)
        assert not re.search(r"[{}]|None(?! of)", told), told
        assert 6 <= told.count("\n") <= 14 and all(line.strip() for line in told.split("\n")), told


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("dynasty", ["song", "own"])
def test_the_hero_is_named(catalogue, language, dynasty):
    hero = {"song": {"zh": "沈括", "en": "Shen Kuo"}, "own": {"zh": "阿禾", "en": "Ah He"}}[dynasty][language]
    for seed in range(30):
        assert hero in story(language, dynasty=dynasty, seed=seed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_seed_tells_the_same_story_and_another_does_not(catalogue, language):
    assert story(language) == story(language)
    assert len({story(language, seed=seed) for seed in range(15)}) == 15


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_taken_is_told_again_whatever_the_seed(catalogue, language):
    draws = Draws("one")
    first = compose(choices(language), draws)
    assert compose(choices(language), Draws("other", draws.taken)) == first


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_typed_power_is_named_again_and_again(catalogue, language):
    for seed in range(20):
        assert story(language, "own", seed=seed).lower().count(OWN[language][0]) >= 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_story_says_the_name_of_its_power(catalogue, language):
    for number, power in enumerate([*Power.objects.all()] * 3):
        for length in Story.Length.values:
            assert power.in_language("name", language).lower() in story(language, power.slug, length=length, seed=number).lower()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_longer_story_is_longer(catalogue, language):
    for seed in range(10):
        lengths = [len(story(language, length=length, seed=seed)) for length in ("short", "medium", "long")]
        assert lengths == sorted(set(lengths))


def tries(told, power="laser"):
    """How many lines of each kind of try the story tells."""
    said = {
        piece: [line.text.replace("{hero}", "沈括").replace("{ta}", "他") for line in material.load("zh").power(power)[piece].values()]
        for piece in ("try", "again")
    }
    return [sum(line in told for line in said[piece]) for piece in ("try", "again")]


@pytest.mark.parametrize(
    ("tone", "number"), [("hard", [1, 1]), ("striving", [1, 1]), ("light", [1, 0]), ("bedtime", [0, 0]), ("warm", [0, 0])]
)
def test_a_tone_changes_what_happens(catalogue, tone, number):
    for length in Story.Length.values:
        expected = [1, 0] if (tone, length) == ("striving", "short") else number
        assert tries(story(tone=tone, length=length)) == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_child_is_spoken_to_by_a_code_point_and_otherwise_not_at_all(catalogue, language):
    assert story(language, child=Story.CHILD).count(Story.CHILD) >= 1
    assert story(language, child=Story.CHILD, length="medium").count(Story.CHILD) >= 2
    assert Story.CHILD not in story(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_companion_that_was_chosen_comes(catalogue, language):
    for companion in Companion.objects.all():
        told = [story(language, companion=companion, length="long", seed=seed).lower() for seed in range(9)]
        name = companion.in_language("name", language).lower().removeprefix("the ")
        assert all(name in one for one in told), (companion, told)


def test_a_brace_in_a_curators_words_is_a_brace(catalogue):
    fact = Fact(text_zh="沈括画过一个{圈}。", text_en="He drew a {ring}.", source="《宋史》", checked=True)
    Dynasty.objects.filter(slug="song").update(scenes_zh="街上有{灯}。")
    told = story(length="long", age="9-12", facts=(fact,))
    assert "一个{圈}。" in told and "街上有{灯}。" in told


def test_only_older_children_hear_what_is_true_in_the_middle_of_the_story(catalogue):
    fact = Fact(text_zh="沈括真的写过一本书。", text_en="He did write a book.", source="《宋史》", checked=True)
    told = {age: story(length="long", age=age, facts=(fact,)) for age in Story.Age.values}
    assert [fact.text_zh in told[age] for age in ("3-5", "6-8", "9-12")] == [False, False, True]


def test_a_hero_is_she_or_he(catalogue):
    by = {gender: Hero.objects.filter(gender=gender).first() for gender in "fm"}
    english = {gender: " ".join(story("en", hero=hero, length="long", seed=seed) for seed in range(9)) for gender, hero in by.items()}
    assert re.search(r"\b[Ss]he\b", english["f"])
    assert story("en", hero=by["f"]) != story("en", hero=by["m"])


SAID = {"zh": "\ue000、\ue002、\ue003和\ue004", "en": "\ue000, \ue002, \ue003 and \ue004"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_several_children_are_greeted_and_wished_good_night_together_in_lines_of_their_own(catalogue, language):
    lines, heard = material.load(language).general, set()
    for number in range(2, 5):
        child = together(Story.CHILDREN[:number], language)
        for seed in range(12):
            told = story(language, child=child, seed=seed, length="medium")
            assert told.count(child) == 2 and all(told.count(point) == 2 for point in Story.CHILDREN[:number])
            heard |= {
                piece
                for piece in ("listen_all", "goodnight_all")
                for line in lines[piece].values()
                if line.text.format(child=child) in told
            }
    assert heard == {"listen_all", "goodnight_all"} and together(Story.CHILDREN, language) == SAID[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_a_dozen_lines_for_several_and_none_speaks_to_one_only(language):
    lines = material.load(language).general
    for piece in ("listen_all", "goodnight_all"):
        assert len(lines[piece]) >= 12 and all(line.text.count("{child}") == 1 for line in lines[piece].values())
        assert not [line.text for line in lines[piece].values() if re.search("你(?!们)|yourself|your pillow", line.text)]


STAYS_OUT = {
    "zh": [
        "蜘蛛",
        "蛇",
        "狗",
        "猫",
        "打雷",
        "老虎",
        "鬼",
        "龍",
        "鱼",
        "雨",
        "风",
        "火",
        "水",
        "马",
        "鸟",
        "月亮",
        "哭",
        "黑",
        "船",
        "河",
        "老鼠",
        "山",
        "孩子",
    ],
    "en": [
        "Spiders",
        "snakes",
        "dog",
        "cats",
        "thunder",
        "tigers",
        "ghosts",
        "dragons",
        "fish",
        "rain",
        "winds",
        "fire",
        "water",
        "horses",
        "birds",
        "moon",
        "crying",
        "dark",
        "boat",
        "river",
        "mice",
    ],
}


@pytest.mark.parametrize("language", LANGUAGES)
@given(data=st.data())
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_story_speaks_of_what_a_child_had_better_not_hear_of(catalogue, language, data):
    rows = [data.draw(st.sampled_from(list(kind.objects.on()))) for kind in (Dynasty, Power, Tone)]
    avoids = data.draw(st.lists(st.sampled_from(STAYS_OUT[language]), min_size=1, max_size=2, unique=True))
    measure = {"length": data.draw(st.sampled_from(Story.Length.values)), "age": data.draw(st.sampled_from(Story.Age.values))}
    listeners = (Child(nickname="Mei", avoids=", ".join(avoids)),)
    choice = Choice(*(Found(row.in_language("name", language), row) for row in rows), language=language, listeners=listeners, **measure)
    asked = drawn(choice, "a family", Memory())
    told = teller.told(prompts.build(prompts.choices_of(asked)))
    assert not mentions(f"{asked.title}\n{told}", choice.wishes.avoids), told
