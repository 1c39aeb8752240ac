import re
import xml.etree.ElementTree as ET
from itertools import product

import pytest
from django.utils.translation import override

from stories.models import Companion, Dynasty, Power, Story, Tone
from stories.reading.cover import Scene, alt, cover, draw, scene_of, told
from stories.reading.cuts.monster import monster
from stories.reading.cuts.paper import parts
from stories.reading.pictures import cut_out
from stories.telling.material.material import load

SVG = "{http://www.w3.org/2000/svg}"
LARGEST = 30_000  # bytes
WORDS = parts("words")
MONSTERS, PLACES = (list(load("zh").genes[pile]) for pile in ("monster", "place"))


def scene(number: int = 0, **more) -> Scene:
    made = {
        "dynasty": "tang",
        "power": "flight",
        "tone": "warm",
        "companion": "",
        "monster": MONSTERS[number % 103],
        "place": PLACES[number % 44],
    }
    return Scene(**{**made, "seed": f"seed-{number}", **more})


@pytest.fixture
def story(catalogue):
    chosen = {
        "dynasty": Dynasty.objects.get(slug="song"),
        "power": Power.objects.get(slug="laser"),
        "tone": Tone.objects.get(slug="bedtime"),
    }
    chosen |= {"companion": Companion.objects.get(slug="stone-lion"), "dynasty_words": "宋", "power_words": "激光", "tone_words": "睡前"}
    names = {Story.CHILD: "小雨点"}
    drawn = {"monster": ["echo"], "place": ["old-bridge"]}
    return Story(visitor="a", request_key="k", title=f"{Story.CHILD}的桥", seed="seed", names=names, dna=drawn, **chosen)


def test_over_the_whole_grid_each_is_small_well_formed_and_stands_alone():
    largest = 0
    for number, (dynasty, power, tone) in enumerate(product(WORDS["landmarks"], WORDS["powers"], parts("sheets")["tones"])):
        for seed in range(2):
            drawn = draw(scene(number * 2 + seed, dynasty=dynasty, power=power, tone=tone, companion="stone-lion"), "zh")
            largest = max(largest, len(drawn.encode()))
            stands_alone(drawn)
    assert 5_000 < largest < LARGEST


def stands_alone(drawn: str) -> None:
    root = ET.fromstring(drawn)
    names = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert root.get("role") == "img" and len(root.findtext(f"{SVG}title")) > 8 and len(root.findtext(f"{SVG}desc")) > 20
    assert names <= {"svg", "title", "desc", "g", "path", "circle", "ellipse", "rect", "defs", "pattern"}
    assert not [key for element in root.iter() for key in element.attrib if key in ("style", "href", "src") or key.startswith(("on", "{"))]
    assert set(re.findall(r"url\(([^)]*)\)", drawn)) == {"#b", "#g"}


def seen(scene: Scene) -> str:
    """What is drawn, without the words for it."""
    return re.sub(r"<(title|desc).*?</\1>", "", draw(scene, "zh"))


def test_two_covers_of_one_choice_differ_and_each_is_always_the_same():
    drawn = [seen(scene(0, seed=f"{number}")) for number in range(200)]
    assert len(set(drawn)) == 200 and drawn[7] == seen(scene(0, seed="7"))


def test_each_thing_that_was_chosen_or_drawn_is_seen():
    one = scene(1, dynasty="qin", power="laser", companion="dinosaur", monster="echo", place="cave", tone="bedtime")
    pictures = [cut_out(f"{kind}-{getattr(one, kind)}") for kind in ("dynasty", "power", "companion")]
    far = one.paper().cut(parts("places")["motifs"]["cave"]["cut"])
    light = one.paper().cut(parts("sheets")["skies"][one.sky]["cut"])
    drawn = seen(one)
    assert [part[:80] for part in (*pictures, monster("echo", one.paper()), far, light) if part not in drawn] == []
    assert any(sheet in drawn for sheet, _ in parts("sheets")["tones"]["bedtime"]["sheets"])


def test_it_is_told_in_the_language_of_its_story_and_names_nobody(story):
    assert alt(story).startswith("剪纸封面") and "虹桥" in alt(story) and "大耳朵怪兽" in alt(story) and "石狮子" in alt(story)
    assert "小雨点" not in cover(story) and Story.CHILD not in cover(story)
    story.language = "en"
    assert alt(story).startswith("Paper-cut cover, ") and "the Rainbow Bridge of Bianjing, and beside it a big-eared monster." in alt(story)
    assert "一" not in cover(story)


def test_on_a_page_in_traditional_letters_it_is_told_in_them(story):
    with override("zh-hant"):
        assert alt(story).startswith("剪紙封面") and "大耳朵怪獸" in alt(story)


def test_a_story_with_nothing_drawn_and_words_of_a_parents_own_has_a_cover_too(story):
    story.dna, story.dynasty, story.power, story.tone, story.companion = {}, None, None, None, None
    assert scene_of(story).dynasty == scene_of(story).power == scene_of(story).tone == "any"
    stands_alone(cover(story))


def test_every_landmark_power_and_companion_of_the_catalogue_can_be_told(catalogue):
    for pile, kind in (("landmarks", Dynasty), ("powers", Power), ("companions", Companion)):
        assert set(kind.objects.values_list("slug", flat=True)) - {"ultraman"} <= set(WORDS[pile])
    assert set(Tone.objects.values_list("slug", flat=True)) <= set(parts("sheets")["tones"])


def test_every_place_of_the_stories_has_a_motif_that_there_is():
    assert set(parts("places")["places"]) == set(PLACES)
    assert set(parts("places")["places"].values()) <= set(parts("places")["motifs"])
    assert len({told(scene(place=place), "en") for place in PLACES}) > 12
