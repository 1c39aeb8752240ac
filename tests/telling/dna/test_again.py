from stories.telling.dna.again import in_plain_words, kept

TAKEN = {
    "monster": ["echo"],
    "shape": ["gift"],
    "hero": ["shen-kuo"],
    "title laser": ["t"],
    "monster/echo/secret": ["a"],
    "power/laser/try": ["b"],
    "tone/hard/beat": ["c"],
    "opening/swallow": ["d"],
    "general/gift": ["e"],
    "swallow/goodbye": ["f"],
}
ABOUT = {"monster", "shape", "hero", "title laser", "monster/echo/secret"}


def test_what_happens_is_kept_and_how_it_is_said_between_is_not():
    assert set(kept(TAKEN)) == ABOUT | {"power/laser/try", "tone/hard/beat"}
    assert kept(TAKEN)["monster"] is not TAKEN["monster"]


def test_for_plain_words_only_what_it_is_about_is_kept():
    assert set(in_plain_words(TAKEN)) == ABOUT
