import pytest

from stories.telling.dna import Draws, Memory, described, genes_of
from stories.telling.dna.genes import DRAWN

LANGUAGES = ["zh", "en"]


def drawn(language, number):
    memory = Memory()
    for turn in range(number):
        draws = Draws(f"{turn}", memory=memory)
        yield draws.taken, genes_of(draws, language, 960)
        memory.add(draws.taken)


@pytest.mark.parametrize("language", LANGUAGES)
def test_thirty_stories_of_a_family_are_made_of_other_things(language):
    stories = [genes for _, genes in drawn(language, 30)]
    for kind in DRAWN:
        assert len({getattr(genes, kind).slug for genes in stories}) == 30, kind
    assert len({genes.opening.text for genes in stories}) == 30
    assert len({genes.voice.slug for genes in stories[:11]}) == 11
    assert len({genes.form for genes in stories}) == 6


def test_the_same_row_gives_the_same_genes_in_either_language():
    taken, genes = next(drawn("zh", 1))
    english = genes_of(Draws("another seed", taken), "en", 960)
    assert [getattr(english, kind).slug for kind in DRAWN] == [getattr(genes, kind).slug for kind in DRAWN]
    assert english.voice.slug == genes.voice.slug


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_curator_reads_what_a_story_is_made_of(language):
    taken, genes = next(drawn(language, 1))
    said = dict(described(taken, language))
    assert genes.monster.brief in said["monster"] and genes.voice.brief in said["voice"]
    assert set(DRAWN) | {"voice", "shape"} <= set(said)
    assert described({}, language) == []
    assert described({"monster": ["gone since"]}, language) == [("monster", "gone since")]
