import random

from stories.tuning.taste.recover import recovered

SIGNS = {"火": "热锅里冒烟烫手", "水": "湿漉漉滴着浪花", "风": "帽子刮跑了树叶"}


def stories(tell, number=120):
    """Noise with what `tell` adds for the label."""
    draw = random.Random(1)
    labels = [draw.choice(list(SIGNS)) for _ in range(number)]
    noise = lambda: "".join(draw.choices("山高月小人来狗叫一二三四五六七八九十", k=40))  # noqa: E731
    return [noise() + tell(label) + noise() for label in labels], labels


def test_what_a_story_shows_is_recovered():
    assert recovered(*stories(lambda label: SIGNS[label]), []) >= 0.95


def test_what_it_only_names_is_not_once_the_name_is_masked():
    named = stories(lambda label: label)
    assert recovered(*named, []) >= 0.8
    assert recovered(*named, list(SIGNS)) <= 0.6


def test_nothing_is_recovered_from_noise():
    assert recovered(*stories(lambda label: ""), []) <= 0.6
    assert recovered([], [], []) == 0.0
