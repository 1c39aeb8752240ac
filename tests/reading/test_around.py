from hypothesis import given
from hypothesis import strategies as st

from stories.reading.around import AROUND, around, is_settled

texts = st.text(alphabet="长大了\ue000，。\n ", min_size=1, max_size=30)


def test_a_run_of_words_ends_at_a_mark_and_at_the_beginning():
    assert around("他。长大了，好", 2) == ("|", "大了|")
    assert around("长", 0) == ("|", "")
    assert around("一二三四五六七八九", 7) == ("二三四五六七", "九")


def test_a_name_to_be_put_in_is_a_word():
    assert around("\ue000长大", 1) == ("|\ue000", "大")


@given(texts, texts)
def test_what_is_settled_is_not_changed_by_what_follows(text, more):
    for place in range(len(text)):
        left, right = around(text, place)
        assert len(left) <= AROUND + 1 and len(right) <= AROUND + 1
        if is_settled(text, place):
            assert around(text + more, place) == (left, right)
