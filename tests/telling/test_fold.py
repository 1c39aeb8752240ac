import pytest
from hypothesis import given
from hypothesis import strategies as st

from stories.telling.fold import close_up, fold, has_marks_between, seen

ANY = st.text(st.characters(exclude_categories=["Cs"]))


@given(ANY)
def test_a_place_in_the_folded_text_is_a_place_in_the_text(text):
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@given(ANY)
def test_each_letter_is_folded_for_itself(text):
    assert fold(text) == "".join(map(fold, text))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＳＥＸ", "sex"),
        ("SEX", "sex"),
        ("殺人", "杀人"),
        ("唐國", "唐国"),
        ("ѕех", "sex"),
        ("İ", "i"),
        ("don’t", "don't"),
        ("，。！", ",。!"),
    ],
)
def test_spellings_are_one(text, folded):
    assert fold(text) == folded


@given(st.lists(st.sampled_from([*"杀人山水ab1 ·-*\n，"])).map("".join))
def test_closing_up_keeps_every_letter_in_its_place(text):
    closed, places = close_up(text)
    assert [text[place] for place in places] == [*closed] and places == sorted(set(places))
    assert has_marks_between(text) == (closed != text)
    assert [letter for letter in text if letter not in " ·-*"] == [letter for letter in closed if letter not in " ·-*"]


@pytest.mark.parametrize(
    ("text", "closed"),
    [("杀 人", "杀人"), ("杀·人", "杀人"), ("杀* 人", "杀人"), ("杀   人", "杀   人"), ("a b", "a b"), ("杀 b", "杀 b"), ("杀 ", "杀"), ("杀，人", "杀，人")],
)  # fmt: skip
def test_marks_between_two_characters_are_none(text, closed):
    assert close_up(text)[0] == closed


def test_what_nobody_sees_goes_and_names_and_line_breaks_stay():
    assert seen("从\u200b前\x00有\ufeff\n\ue000和\ue001\ue005\U000e0041。") == "从前有\n\ue000和\ue001。"
