import pytest

from stories.models import Hero, Story
from stories.telling import endings
from stories.telling.dna import Draws, Memory
from stories.telling.gate import Gate, first_refused

LANGUAGES = ["zh", "en"]
OURS = [(language, lines) for language in LANGUAGES for lines in [endings.GATE[language], *endings.RESCUED[language]]]
HERO = Hero(name_zh="沈括", name_en="Shen Kuo")


def story(language="zh", hero=HERO, turn=0):
    return Story(language=language, hero=hero, seed="a family", dna={"rescued": [f"{turn + 1}"]})


def rescued(told="从前。", **more):
    return endings.rescued(story(**more), told)


@pytest.mark.parametrize(("language", "lines"), OURS)
def test_every_ending_of_our_own_is_fit_for_a_child(language, lines):
    said = lines.format(hero="沈括")
    gate = Gate(language)
    shown = "".join(accepted.text for accepted in (*map(gate.take, said), gate.end()) if accepted)
    assert shown == said and not first_refused(said, language)
    assert said[-1] in "。！”.!", "a whole sentence"


def test_both_languages_have_as_many_endings():
    assert len({len(set(endings.RESCUED[language])) for language in LANGUAGES}) == 1
    assert all("{hero}" in lines for language in LANGUAGES for lines in endings.RESCUED[language])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("turn", range(4))
def test_whoever_the_hero_is_comes_home_by_name(language, turn):
    assert HERO.in_language("name", language) in rescued(language=language, turn=turn)
    nobody = rescued(language=language, turn=turn, hero=None)
    assert {"zh": "咱们的主人公", "en": "our hero"}[language] in nobody
    assert not set("{}") & set(nobody + rescued(language=language, turn=turn))


def test_a_name_with_braces_is_a_name():
    assert "{A}" in rescued(hero=Hero(name_zh="{A}", name_en="{A}"))


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_hero_of_the_catalogue_fits(catalogue, language):
    for hero in Hero.objects.all():
        for turn in range(4):
            assert not first_refused(rescued(language=language, hero=hero, turn=turn), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_family_hears_every_ending_before_one_comes_again(language):
    memory, heard = Memory(), set()
    for turn in range(4):
        draws = Draws(f"{turn}", memory=memory)
        heard.add(endings.drawn(draws, language))
        memory.add(draws.taken)
    assert heard == set(endings.RESCUED[language])


@pytest.mark.parametrize(
    ("language", "told", "joint"),
    [
        ("zh", "他抬头一看，", "……\n"),
        ("zh", "他抬头一看", "……\n"),
        ("zh", "他抬头一看。", "\n"),
        ("zh", "“快看！”", "\n"),
        ("zh", "他抬头一看……", "\n"),
        ("zh", "他抬头一看。\n", ""),
        ("zh", "他抬头一看\n", ""),
        ("en", "He looked up and", " …\n"),
        ("en", "He looked up and ", "…\n"),
        ("en", "He looked up.", "\n"),
        ("en", "He looked up. ", "\n"),
        ("en", "“Look!”", "\n"),
        ("en", "He looked up.\n\n", ""),
    ],
)
def test_an_ending_stands_in_a_paragraph_of_its_own_and_an_open_sentence_breaks_off(language, told, joint):
    lines = endings.rescued(story(language), told)
    first = {said.format(hero=HERO.in_language("name", language)) for said in endings.RESCUED[language]}
    assert lines.startswith(joint) and lines.removeprefix(joint) in first
