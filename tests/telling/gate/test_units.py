import pytest
from hypothesis import given
from hypothesis import strategies as st

from stories.telling.gate.units import FIRST, LONGEST, before, cut

TEXTS = st.lists(
    st.one_of(
        st.sampled_from(["从前", "有座山", "。", "！", "，", "”", "“", " ", ".", ", ", "\n", "……", "Once", "x" * 90]), st.text(max_size=3)
    )
).map("".join)


@given(TEXTS, st.booleans(), st.booleans())
def test_the_pieces_join_again_and_none_is_too_long(text, is_first, finished):
    pieces = cut(text, is_first, finished)
    assert "".join(pieces) == text
    assert all(0 < len(piece) <= LONGEST for piece in pieces[:-1]) and len(pieces[-1]) <= LONGEST


@given(TEXTS, st.integers(0, 50))
def test_whoever_waits_for_more_gets_the_same_words(text, place):
    *whole, rest = cut(text[:place], is_first=False)
    assert "".join([*whole, *cut(rest + text[place:], is_first=False, finished=True)]) == text


@pytest.mark.parametrize(
    ("text", "is_first", "pieces"),
    [
        ("从前有座山。", False, ["从前有座山。"]),  # a closing quote may still come
        ("从前有座山。他", False, ["从前有座山。", "他"]),
        ("“走吧！”他说。他", False, ["“走吧！”他说。", "他"]),
        ("“走吧！”", False, ["“走吧！”"]),
        ("从前，有座山，", False, ["从前，有座山，"]),
        ("很久很久以前有座山，山", True, ["很久很久以前有座山，", "山"]),
        ("很久，很久以前有座山，山", True, ["很久，很久以前有座山，", "山"]),
        ("Once upon a time, a", True, ["Once upon a time, ", "a"]),
        ("Once upon a time and", True, ["Once upon a time and"]),
        ("It cost 3.5 coins. He", False, ["It cost 3.5 coins.", " He"]),
    ],
)
def test_a_sentence_at_a_time_and_the_first_one_sooner(text, is_first, pieces):
    assert cut(text, is_first) == pieces


def test_the_end_closes_every_sentence_and_only_the_first_piece_is_cut_at_a_comma():
    assert cut("从前有座山。", False, finished=True) == ["从前有座山。", ""]
    assert cut("很久很久以前有座山，山里有座庙，庙里有灯", True)[1] == "山里有座庙，庙里有灯" and FIRST == 8


def test_a_long_sentence_is_cut_at_its_last_pause_and_one_without_any_anyway():
    assert [len(piece) for piece in cut("一二三四五六七八九，" * 12, False)] == [80, 40]
    assert [len(piece) for piece in cut("一" * 200, False)] == [80, 80, 40]


def test_a_moderator_hears_the_last_two_sentences():
    assert before("一。二。三。四") == "三。四" and before("") == ""
    assert len(before("一" * 1000)) <= 3 * LONGEST
