import pytest

from stories.telling.gate.readings import found, letters, unmarked


@pytest.mark.parametrize(
    "said",
    ["suicide", "SUICIDE", "s u i c i d e", "s.u.i.c.i.d.e", "su1c1de", "5uicide", "edicius", "fhvpvqr", "súicide", "血腥", "血，腥", "血 。 腥", "血\u0336腥"],
)  # fmt: skip
def test_a_word_is_found_in_every_reading(said):
    assert found("words", said)


@pytest.mark.parametrize("said", ["会飞", "a brave little duck", "skill", "Essex", "love", "一二三", "R2D2", "J. R. Tom"])
def test_what_is_harmless_is_so_in_every_reading(said):
    assert found("words", said) is None


def test_words_of_two_letters_are_not_looked_for_backwards():
    word = next((word for word in ("AI", "QQ", "qq") if found("words", word)), None)
    assert word is None or not found("words", word[::-1]) or word == word[::-1]


def test_letters_are_folded_and_run_together():
    assert letters("S-E_X 血，腥！") == "sex血腥" and unmarked("Zoë\u0301 \u200b血") == "Zoe 血"
