import re

import pytest

from stories.catalogue import firsts


@pytest.mark.parametrize(
    ("text", "language", "year"),
    [("喝茶", "zh", -59), ("写在纸上，喝茶", "zh", 105), ("看月亮", "zh", None), ("a cup of tea", "en", -59), ("a team of steam", "en", None), ("two kites", "en", 549)],
)  # fmt: skip
def test_what_a_text_names_says_since_when_it_can_be(text, language, year):
    assert firsts.since(text, language) == year


def test_a_sweet_potato_is_no_potato():
    assert firsts.out_of_time("a sweet potato", 1600, "en") == []
    assert firsts.out_of_time("a potato", 1600, "en") == ["potato"]


def test_words_out_of_time_are_named():
    assert firsts.out_of_time("他吃着玉米，放风筝，喝茶。", 700, "zh") == ["玉米"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_teller_hears_what_was_not_there_yet_and_not_what_was(language):
    qin, qing = firsts.not_yet(-207, language), firsts.not_yet(1912, language)
    assert len(qin) > len(qing) >= 1
    assert ("茶" if language == "zh" else "tea") in qin and ("茶" if language == "zh" else "tea") not in qing


def test_every_entry_says_both_languages_and_where_it_was_read():
    for first in firsts._firsts():
        assert first.zh and first.en and first.source, first
        assert all(re.search(r"[\u4e00-\u9fff]", word) for word in first.zh) and not any(
            re.search(r"[\u4e00-\u9fff]", word) for word in first.en
        )
        assert all(word == word.lower() for word in first.en)
    assert len({word for first in firsts._firsts() for word in first.zh}) == sum(len(first.zh) for first in firsts._firsts())
