from hypothesis import given
from hypothesis import strategies as st

from stories.models import Story
from stories.reading.names import FOR_CURATORS, named, put_in

points = st.characters(min_codepoint=0xE000, max_codepoint=0xF8FF)
plain = st.characters(exclude_categories=["Co", "Cs"])
tables = st.dictionaries(points, st.text(plain, max_size=6), max_size=3)


@given(st.lists(st.one_of(plain, points), max_size=30).map("".join), tables)
def test_each_name_stands_where_its_place_is_and_nothing_else_moves(text, names):
    assert put_in(text, names) == "".join(names.get(letter, letter) for letter in text)


@given(st.text(plain), st.text(plain, min_size=1))
def test_no_private_use_code_point_is_left_once_the_name_is_in(text, name):
    shown = put_in(f"{text}{Story.CHILD}{text}", {Story.CHILD: name})
    assert shown == text + name + text
    assert Story.CHILD not in shown


def test_a_curator_reads_that_a_child_was_named_but_not_how():
    assert put_in(f"{Story.CHILD}，睡吧。", FOR_CURATORS) == "〔孩子〕，睡吧。"


def test_a_name_that_looks_like_code_is_put_in_as_it_is():
    assert put_in(f"{Story.CHILD}!", {Story.CHILD: "\\1{hero}%s"}) == "\\1{hero}%s!"


def test_title_and_choice_are_named_as_the_family_sees_them():
    story = Story(
        title=f"{Story.HERO}的灯",
        dynasty_words="宋",
        power_words=f"{Story.CHILD}会飞",
        tone_words="艰难",
        names={Story.CHILD: "Mei", Story.HERO: "Kai"},
    )
    assert named(story) == {"title": "Kai的灯", "dynasty_words": "宋", "power_words": "Mei会飞", "tone_words": "艰难"}
