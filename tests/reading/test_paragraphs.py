from hypothesis import given
from hypothesis import strategies as st

from stories.reading.paragraphs import paragraphs

texts = st.text(alphabet=" \n\t一二。a.", max_size=60)


@given(texts)
def test_paragraphs_keep_every_word_in_order_and_none_is_empty(text):
    parts = paragraphs(text)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(part.strip() and "\n" not in part for part in parts)


def test_several_line_breaks_stand_between_two_paragraphs_like_one():
    assert paragraphs("一。\n\n\n二。\n三。\n") == ["一。", "二。", "三。"]


def test_nothing_told_yet_is_no_paragraph():
    assert paragraphs("") == paragraphs("\n \n") == []
