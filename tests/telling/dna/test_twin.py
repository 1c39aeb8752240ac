import pytest

from stories.telling import material
from stories.telling.dna import Draws, genes_of
from stories.telling.dna.genes import DRAWN
from stories.telling.dna.twin import in_language

LANGUAGES = [("zh", "en"), ("en", "zh")]


@pytest.mark.parametrize(("first", "second"), LANGUAGES)
@pytest.mark.parametrize("seed", ["1", "2", "3"])
def test_what_a_story_is_about_stays_in_the_other_language(first, second, seed):
    drawn = Draws(seed)
    there = genes_of(drawn, first, 960)
    here = genes_of(Draws(seed, in_language(drawn.taken, first, second)), second, 960)
    assert [getattr(here, kind).slug for kind in DRAWN] == [getattr(there, kind).slug for kind in DRAWN]
    assert (here.voice.slug, here.shape) == (there.voice.slug, there.shape)
    assert here.monster.name != there.monster.name


@pytest.mark.parametrize(("first", "second"), LANGUAGES)
def test_a_monsters_own_lines_go_by_their_place(first, second):
    there, here = (material.load(language).genes["monster"]["echo"].piles["mended"] for language in (first, second))
    for place, mark in enumerate(there):
        taken = in_language({"monster/echo/mended": [mark]}, first, second)
        assert taken == {"monster/echo/mended": [list(here)[place]]}


def test_lines_that_the_other_language_does_not_have_are_left_to_be_drawn():
    taken = {"power/laser/try": ["0a"], "question": ["0b"], "monster/nobody/arrives": ["0c"], "monster/echo/arrives": ["0d"]}
    assert in_language(taken, "zh", "en") == {}
