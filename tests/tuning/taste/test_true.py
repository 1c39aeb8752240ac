import pytest

from stories.tuning.taste import true
from stories.tuning.taste.told import Told

pytestmark = pytest.mark.django_db


def told(dynasty, text, hero=""):
    return Told(dynasty, "飞行", "轻松", hero, text)


@pytest.mark.parametrize(
    "text",
    [
        "他{hero}来了。",
        "他来了。。",
        "他，，来了。",
        "他来了，。",
        "He came, , then",
        "He came  in.",
        "the the end",
        "，他来了。",
        "None came",
    ],
)
def test_a_broken_sentence_is_seen(text):
    assert true.broken(text), text


@pytest.mark.parametrize(
    "text", ["他来了。“是你？”她问。", "咚，咚，咚！", "他想……再想想。", "He had had enough. “So?” said the cat …", "一个一个地数。"]
)
def test_a_whole_one_is_not(text):
    assert true.broken(text) == []


def test_a_hero_is_the_one_of_the_row_or_the_one_said_most(catalogue):
    stories = [told("宋", "李白来了，李白又走了，沈括没来。"), told("宋", "李白来了。", "沈括"), told("宋", "小明来了。")]
    heroes = true.heroes(stories)
    assert heroes == ["李白", "沈括", ""]
    assert true.in_dynasty(stories, heroes) == pytest.approx(1 / 3)
    assert true.commonest_hero(heroes) == ("李白", pytest.approx(1 / 3)) or true.commonest_hero(heroes)[1] == pytest.approx(1 / 3)


def test_what_came_after_the_dynasty_is_out_of_time(catalogue):
    assert true.anachronisms([told("秦", "他喝茶，吃玉米。"), told("清", "他喝茶，吃玉米。"), told("桃花源", "玉米")], "zh") == [
        ("秦", "茶"),
        ("秦", "玉米"),
    ]
