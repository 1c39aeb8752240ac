import pytest
from hypothesis import given
from hypothesis import strategies as st

from stories.telling.gate.sentences import ends_at, split

told = st.lists(
    st.one_of(
        st.sampled_from(["从前", "。", "！", "？”", "…", "\n", "“", "'", ".", "!", " ", "3.5", "Mei", "He said"]), st.text(max_size=3)
    ),
    max_size=12,
).map("".join)


@given(told)
def test_sentences_join_to_the_text_again(text):
    pieces = split(text)
    assert "".join(pieces) == text
    assert all(pieces)


@given(told)
def test_the_end_of_the_last_whole_sentence_is_where_the_unfinished_one_begins(text):
    pieces, end = split(text), ends_at(text)
    assert end in (len(text), len(text) - len(pieces[-1]) if pieces else 0)
    assert ends_at(text[:end] + "\n") == end + 1


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("从前有座山。山上有座庙", ["从前有座山。", "山上有座庙"]),
        ("“走吧！”他说。", ["“走吧！”", "他说。"]),
        ("真的……吗？！对。", ["真的……", "吗？！", "对。"]),
        ("It cost 3.5 coins. He paid.", ["It cost 3.5 coins.", " He paid."]),
        ('"Come!" she said. ', ['"Come!"', " she said.", " "]),
        ("一\n\n二", ["一\n\n", "二"]),
        ("", []),
    ],
)
def test_sentences_end_as_a_reader_says(text, sentences):
    assert split(text) == sentences


def test_a_full_stop_that_may_be_a_decimal_point_ends_nothing_yet():
    assert ends_at("It cost 3.") == 0
    assert ends_at("It was three. ") == 13
