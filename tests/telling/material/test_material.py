"""The written lines keep their form, whoever mends the files."""

import re
from string import Formatter

import pytest

from stories.telling import material
from stories.telling.dna.draws import NIGHTS
from stories.telling.gate import first_refused
from stories.telling.material.material import GENES

LANGUAGES = ["zh", "en"]
SLOTS = {
    "zh": {"hero", "ta", "who", "work", "craft", "monster", "friend", "power", "dynasty", "child", "was"},
    "en": {"hero", "he", "him", "his", "He", "His", "who", "work", "craft", "monster", "Monster", "friend", "Friend", "power", "Power", "dynasty", "child", "was", "Was"},
}  # fmt: skip
POWER, TONE = ("arrives", "limit", "play", "try", "again", "solve"), ("beat", "late", "ending")
MARKS = {"zh": (82, "5b1fad87", "b4ad83ee"), "en": (82, "e9d1ba64", "b16485f3")}
GENERAL = ("listen", "intro", "gift", "named", "journey", "talk", "quarrel", "crowd", "night", "musing", "after", "craft", "refrain", "question", "tomorrow")  # fmt: skip


def piles(language):
    """Every pile with a name for it."""
    lines = material.load(language)
    yield from (((piece,), pile) for piece, pile in lines.general.items())
    yield from ((("series", frame), pile) for frame, pile in lines.series.items())
    yield ("opens",), lines.opens
    for kind, tables in (("power", lines.powers), ("tone", lines.tones), ("companion", lines.companions)):
        yield from (((kind, slug, piece), pile) for slug, table in tables.items() for piece, pile in table.items())
    for kind, cards in lines.genes.items():
        yield from (((kind, slug, piece), pile) for slug, card in cards.items() for piece, pile in card.piles.items())
    for slug, voice in lines.voices.items():
        yield ("voice", slug, "opening"), voice.openings
        yield from ((("voice", slug, piece), pile) for piece, pile in voice.piles.items())


def every_line(language):
    return [(name, line.text) for name, pile in piles(language) for line in pile.values()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_is_whole(language):
    for name, line in every_line(language):
        assert line == line.strip() and line, name
        assert {field for _, field, _, _ in Formatter().parse(line) if field is not None} <= SLOTS[language], (name, line)
        assert line.count("“") == line.count("”") and '"' not in line, (name, line)
        if name[-1] != "titles":
            assert re.search(r"[。！？…][”’]?$" if language == "zh" else r"[.!?…][”’]*$", line), (name, line)
        if language == "zh":
            assert not re.search(r"[,.!?;:()]", line), (name, line)
        assert not re.search(r"，，|。。|、、|，。|,,| {2}| \.", line), (name, line)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_in_the_lines_would_be_stopped_by_the_gate(language):
    for name, line in every_line(language):
        assert first_refused(line.replace("{", "").replace("}", ""), language) is None, (name, line)


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_enough_for_thirty_nights(language):
    lines = material.load(language)
    assert {name: len(lines.general[name]) for name in GENERAL if len(lines.general[name]) < NIGHTS} == {}
    few = {(slug, piece) for slug, table in lines.powers.items() for piece in POWER if len(table[piece]) < NIGHTS}
    few |= {(slug, piece) for slug, table in lines.tones.items() for piece in TONE if len(table[piece]) < NIGHTS}
    few |= {(slug, "helps") for slug, table in lines.companions.items() if slug != "any" and len(table["helps"]) < NIGHTS}
    few |= {(kind, len(cards)) for kind, cards in lines.genes.items() if len(cards) < NIGHTS}
    assert few == set()


def test_both_languages_have_the_same_genes_and_voices_each_with_its_lines():
    chinese, english = map(material.load, LANGUAGES)
    assert {kind: list(cards) for kind, cards in chinese.genes.items()} == {kind: list(cards) for kind, cards in english.genes.items()}
    assert list(chinese.voices) == list(english.voices)
    assert set(chinese.powers) == set(english.powers) and set(chinese.tones) == set(english.tones)
    for lines in (chinese, english):
        for kind in GENES.values():
            for slug, card in lines.genes[kind].items():
                assert card.brief and card.piles and (kind not in ("monster", "helper", "place") or card.name), (kind, slug)
        assert all(
            voice.brief and set(voice.forms.values()) == {"sound", "question", "thing", "weather", "rumour", "threshold"}
            for voice in lines.voices.values()
        )


def test_chinese_is_chinese_and_english_is_english():
    for language in LANGUAGES:
        for name, line in every_line(language):
            bare = re.sub(r"\{\w+\}", "", line)
            assert bool(re.search(r"[\u4e00-\u9fff]", bare)) == (language == "zh") or not re.search(r"\w", bare), (name, line)
    assert not re.search(r"[A-Za-z]", re.sub(r"\{\w+\}", "", "".join(line for _, line in every_line("zh"))))


def test_each_chinese_opening_names_the_time_or_the_hero_at_once():
    """So that eight characters are enough to tell two beginnings apart."""
    for voice in material.load("zh").voices.values():
        for line in voice.openings.values():
            assert min(line.text.find(slot) % 99 for slot in ("{dynasty}", "{hero}")) <= 5, line.text


def test_a_line_is_out_of_time_before_the_first_of_what_it_names():
    tea, water = material.pile(["喝一口茶。", "喝一口水。"], "zh").values()
    assert (tea.since, water.since) == (-59, None)
    both = {"tea": tea, "water": water}
    assert list(material.fitting(both, -221)) == ["water"]
    assert list(material.fitting(both, 618)) == list(material.fitting(both, None)) == ["tea", "water"]


FRAMES = ("who", "guest", "where", "thing", "own", "open")


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_what_comes_back_to_earlier_chapters_speaks_of_what_was(language):
    for name, line in every_line(language):
        says_was = "{was}" in line.lower()
        if name[0] == "series":
            assert line.lower().count("{was}") == 1, (name, line)
        elif name != ("opens",):
            assert not says_was, (name, line)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_door_opens_on_the_hero_and_is_not_newer_than_the_door(language):
    lines = material.load(language)
    doors = lines.general["tomorrow"]
    assert list(lines.opens) == list(doors) and len({line.text for line in lines.opens.values()}) == len(doors)
    for mark, opens in lines.opens.items():
        door = doors[mark]
        assert opens.since is None or (door.since is not None and opens.since <= door.since), opens.text
        assert "{hero}" in opens.text or "{was}" in opens.text.lower(), opens.text
        assert "{monster}" not in opens.text.lower() and len(re.findall(r"[。！？]|[.!?](?= |$)", opens.text)) <= 7, opens.text


def test_the_doors_are_those_that_rows_in_databases_speak_of():
    """A door with one word changed is another door: the memory of a family would not know it any more."""
    marks = {language: list(material.load(language).general["tomorrow"]) for language in LANGUAGES}
    assert {language: (len(doors), doors[0], doors[-1]) for language, doors in marks.items()} == MARKS


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_frames_for_all_that_is_remembered(language):
    lines = material.load(language)
    assert {frame: len(lines.series[frame]) for frame in FRAMES if len(lines.series[frame]) < 10} == {}
    assert set(lines.things) <= set(lines.genes["want"]) and list(lines.things) == list(material.load("en").things)
    fitting = {frame: material.fitting(lines.series[frame], -1600) for frame in FRAMES}
    assert {frame: len(pile) for frame, pile in fitting.items() if len(pile) < 10} == {}
