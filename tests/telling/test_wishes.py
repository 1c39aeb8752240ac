import pytest
from hypothesis import given
from hypothesis import strategies as st

from stories.telling.wishes import Wishes, forms, mentions, things


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("恐龙、月亮 和 大海", ["恐龙", "月亮", "大海"]),
        ("蜘蛛 打雷，鬼", ["蜘蛛", "打雷", "鬼"]),
        ("dogs, fire engines and the moon", ["dogs", "fire engines", "moon"]),
        ("dogs fire moon", ["dogs", "fire", "moon"]),
        ("big dogs", ["dogs"]),
        ("和尚,Minecraft!", ["和尚", "Minecraft"]),
        ("the sandman", ["sandman"]),
        ("sand, sand", ["sand"]),
        (" , the 、 ", []),
        ("", []),
    ],
)
def test_what_is_typed_falls_into_single_things(typed, named):
    assert things(typed) == named


@given(st.text(max_size=60))
def test_whatever_is_typed_things_are_found_or_not_and_each_stands_in_it(typed):
    for thing in things(typed):
        assert thing.strip() == thing and thing in typed


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("一只蜘蛛爬过来。", "蜘蛛"),
        ("一條龍飛過。", "龙"),
        ("一条龙飞过。", "龍"),
        ("Two SPIDERS sat there.", "spider"),
        ("A spider!", "Spiders"),
        ("wolves in the snow", "wolf"),
        ("a fairy", "fairies"),
        ("ｄｏｇ", "dogs"),
        ("the fire engine came", "fire engines"),
    ],
)
def test_a_word_is_known_in_whatever_script_case_or_number(text, word):
    assert mentions(text, (word,))


@pytest.mark.parametrize(("text", "word"), [("an antelope", "ant"), ("the {monster} sat", "monster"), ("catapults", "cat"), ("云", "雨")])
def test_what_only_looks_alike_is_let_be(text, word):
    assert not mentions(text, (word,))


def test_whoever_asks_for_a_dragon_gets_one():
    assert Wishes(("月亮",), ("龙", "蛇")).less("龍的天空", "飞行") == Wishes(("月亮",), ("蛇",))


def test_wishes_are_kept_and_found_again():
    for wishes in (Wishes(), Wishes(("a",), ("b", "c"))):
        assert Wishes.kept(wishes.to_keep) == wishes
    assert Wishes().to_keep == {} and Wishes.kept({}) == Wishes()


@pytest.mark.parametrize(
    ("word", "also"),
    [
        ("Spider", "spiders"),
        ("spiders", "spider"),
        ("fly", "flies"),
        ("flies", "fly"),
        ("wolf", "wolves"),
        ("knives", "knife"),
        ("witch", "witches"),
    ],
)
def test_one_is_known_by_many_and_many_by_one(word, also):
    assert {word.lower(), also} <= set(forms(word))


def test_chinese_has_one_form_and_it_is_simplified():
    assert list(forms("龍")) == ["龙"] and "glas" not in set(forms("glass"))
