import pytest
from hypothesis import given
from hypothesis import strategies as st

from stories.models import Story
from stories.telling.names import taken_out

CHILD, HERO = Story.CHILD, Story.HERO


@pytest.mark.parametrize(
    ("said", "name", "left"),
    [
        ("Mei can fly", "Mei", f"{CHILD} can fly"),
        ("Mei会飞", "Mei", f"{CHILD}会飞"),
        ("MEI’s dog and mei", "Mei", f"{CHILD}’s dog and {CHILD}"),
        ("小明的猫", "小明", f"{CHILD}的猫"),
        ("和小明一起飞，小明！", "小明", f"和{CHILD}一起飞，{CHILD}！"),
        ("Mei  Mei flies", "Mei Mei", f"{CHILD} flies"),
        ("MeiMei flies", "Mei Mei", f"{CHILD} flies"),
        ("Also Albert", "Al", "Also Albert"),
        ("Zoë sings", "zoë", f"{CHILD} sings"),
        ("Zoës song", "Zoë", "Zoës song"),
        ("J.R. flies", "J.R.", f"{CHILD} flies"),
        ("nobody", "", "nobody"),
    ],
)
def test_a_name_is_taken_out_where_it_stands(said, name, left):
    assert taken_out(said, {CHILD: name}) == left


def test_the_longer_name_is_taken_out_first():
    assert taken_out("Mei Lin and Mei", {CHILD: "Mei", HERO: "Mei Lin"}) == f"{HERO} and {CHILD}"


@given(st.text("小明宝 ，飞", max_size=12), st.text("小明宝", min_size=1, max_size=3))
def test_a_chinese_name_never_stays(said, name):
    assert name not in taken_out(said, {CHILD: name})


@pytest.mark.parametrize(
    ("words", "name", "left"),
    [
        ("小明会飞", "小明、小红", f"{CHILD}会飞"),
        ("Ben can fly", "Anna & Ben", f"{CHILD} can fly"),
        ("Anna can fly", "Anna and Ben", f"{CHILD} can fly"),
        ("乐乐会飞", "樂樂", f"{CHILD}会飞"),
        ("Jose flies", "José", f"{CHILD} flies"),
        ("Mary-Ann flies", "Mary Ann", f"{CHILD} flies"),
        ("小 明会飞", "小明", f"{CHILD}会飞"),
        ("Bandit and sand", "Anna and Ben", "Bandit and sand"),
    ],
)
def test_each_of_several_names_is_taken_out_however_it_is_written(words, name, left):
    assert taken_out(words, {CHILD: name}) == left
