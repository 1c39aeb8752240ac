import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from stories.models import Story
from stories.reading.ruby import in_one_piece, pieces, readings_of

texts = st.text(alphabet="长大了，。 a\ue000", max_size=30)


def test_each_character_has_its_reading_and_what_has_none_stays_together():
    assert pieces("长大, Ada!") == [("长", "zhǎng"), ("大", "dà"), (", Ada!", None)]


@given(texts)
def test_no_word_is_lost(text):
    assert "".join(letters for letters, _ in pieces(text)) == text
    assert all(len(letters) == 1 for letters, said in pieces(text) if said)


def test_a_name_is_read_as_a_name():
    names = {Story.CHILD: "曾Ada"}
    assert pieces(f"{Story.CHILD}说", names) == [("曾", "zēng"), ("Ada", None), ("说", "shuō")]
    assert readings_of(names) == {Story.CHILD: ["zēng", None, None, None]}


@pytest.mark.parametrize(("page", "letters"), [("zh-hans", "头发云"), ("zh-hant", "頭髮云")])
def test_letters_are_the_pages_but_a_name_is_not_rewritten(page, letters):
    with translation.override(page):
        shown = pieces(f"头发{Story.CHILD}", {Story.CHILD: "云"})
        assert [letter for letter, _ in shown] == list(letters)
        assert [said for _, said in shown] == ["tóu", "fà", "yún"]
        assert in_one_piece(f"头发{Story.CHILD}", {Story.CHILD: "云"}) == [(letters, None)]
