import pytest
from hypothesis import given
from hypothesis import strategies as st

from stories.models import Story
from stories.reading.hant import is_sure, traditional, written

texts = st.text(alphabet="头发现面里干后系着了云风，。\n\ue000aé🐉", max_size=40)


@pytest.mark.parametrize(("text", "written"), [
    ("头发，发现", "頭髮，發現"),
    ("面条在里面", "麵條在裡面"),
    ("皇后在后面", "皇后在後面"),
    ("干净的树干", "乾淨的樹幹"),
    ("Storyteller 2026 é🐉", "Storyteller 2026 é🐉"),
])  # fmt: skip
def test_words_are_written_as_in_taiwan(text, written):
    assert traditional(text) == written


@given(texts)
def test_no_place_moves_and_nothing_but_characters_changes(text):
    changed = traditional(text)
    assert len(changed) == len(text)
    assert all(new == old for old, new in zip(text, changed, strict=True) if not "\u3400" <= old <= "\u9fff")


def test_a_name_to_be_put_in_stays_what_it_is():
    assert traditional(f"{Story.CHILD}飞") == f"{Story.CHILD}飛"


@given(texts, texts)
def test_what_is_sure_stays_so_whatever_follows(text, more):
    for place in range(len(text)):
        if is_sure(text, place):
            assert written(text, place) == written(text + more, place)
