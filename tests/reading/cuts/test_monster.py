import pytest

from stories.reading.cuts.monster import looks, monster
from stories.reading.cuts.paper import Paper, parts
from stories.telling.material.material import load

PAPER = Paper(sheet="#111111", far="#222222", paper="#eeeeee", second="#dddd00", body="#eeeeee", other="#dddd00")
SLUGS = list(load("zh").genes["monster"])


def test_every_monster_of_the_stories_looks_like_nobody_else():
    assert len({monster(slug, PAPER) for slug in SLUGS}) == len(SLUGS) > 100


def test_what_a_story_says_of_its_monster_is_seen():
    assert looks("echo")["ears"] == "lotus" and looks("hat-stacker")["crown"] == "hats" and looks("nine-feet")["legs"] == 9
    assert looks("nine-feet")["feet"] != "none" and looks("two-heads")["heads"] == 2


def test_the_table_speaks_of_monsters_and_parts_that_there_are():
    table = parts("monster_parts")
    piles = {
        "ears": "ears",
        "crown": "crowns",
        "eyes": "eyes",
        "mouth": "mouths",
        "belly": "bellies",
        "tail": "tails",
        "feet": "feet",
        "body": "bodies",
    }
    assert set(parts("monsters")) == set(SLUGS)
    for slug in SLUGS:
        assert not [part for part, pile in {**piles, "thing": "things"}.items() if looks(slug)[part] not in table[pile]], slug


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_monster_can_be_told(language):
    assert all(looks(slug).get(language) for slug in SLUGS)


def test_a_monster_that_a_curator_will_think_of_is_drawn_too_and_always_the_same():
    assert monster("nobody-yet", PAPER) == monster("nobody-yet", PAPER) != monster("nobody-else", PAPER)
