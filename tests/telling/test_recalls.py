import pytest

from stories.models import Thread
from stories.telling import material, recalls

MADE_OF = [recalls.Remembered("who", "回声兽", "monster/echo"), recalls.Remembered("open", "门开了。", "tomorrow/x")]


def thread(**more) -> Thread:
    return Thread(**{"kind": "who", "words": "回声兽", "mark": "monster/echo", "chapter": 1, **more})


@pytest.mark.parametrize(
    ("more", "language", "frame"),
    [
        ({}, "zh", "who"),
        ({"words": "小咕噜"}, "zh", "who"),
        ({"words": "小咕噜，它怕黑"}, "zh", "own"),
        ({"words": "一只会在半夜里唱歌的猫"}, "zh", "own"),
        ({"words": "卖豆粥的老奶奶", "mark": "helper/porridge-granny"}, "zh", "who"),
        ({"words": "the old bean-porridge woman", "mark": "helper/porridge-granny"}, "en", "who"),
        ({"kind": "where", "words": "by the old bridge", "mark": "place/old-bridge"}, "en", "where"),
        ({"kind": "where", "words": "Grandma’s house", "mark": ""}, "en", "own"),
        ({"kind": "where", "words": "外婆家", "mark": ""}, "zh", "where"),
        ({"kind": "thing", "words": "our red kite", "mark": ""}, "en", "thing"),
        ({"kind": "open", "words": "门开了。", "mark": "tomorrow/x"}, "zh", "door"),
        ({"kind": "open", "words": "门没开。", "mark": "tomorrow/x"}, "zh", "open"),
        ({"kind": "open", "words": "谁在敲门", "mark": ""}, "zh", "own"),
    ],
)
def test_each_is_told_in_its_own_way(more, language, frame):
    snapshot = recalls.snapshot(thread(**more), language, MADE_OF)
    assert (snapshot["frame"], snapshot["was"]) == (frame, "回声兽")


def test_in_the_other_language_it_is_the_same_door_and_the_same_monster():
    mark, *_ = material.load("zh").general["tomorrow"]
    there = [
        {**recalls.snapshot(thread(), "zh", MADE_OF), "frame": "door", "mark": f"tomorrow/{mark}"},
        recalls.snapshot(thread(), "zh", MADE_OF),
        recalls.snapshot(thread(words="小咕噜"), "zh", MADE_OF),
    ]
    door, who = recalls.in_language(there, "zh", "en")
    assert (
        door["mark"] == f"tomorrow/{next(iter(material.load('en').general['tomorrow']))}"
        and door["was"] == who["words"] == "the Echo Beast"
    )
