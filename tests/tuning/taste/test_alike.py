import pytest

from stories.tuning.taste import alike


def test_pieces_are_counted():
    assert list(alike.grams("abcd", 2)) == ["ab", "bc", "cd"] and list(alike.grams("a", 2)) == []
    assert alike.distinct(["aaaa", "ab"], 2) == 2 / 4
    assert alike.distinct([], 2) == 0.0


def test_the_commonest_piece_counts_a_story_once():
    assert alike.commonest(["ababab", "xab", "zz"], 2) == ("ab", 2 / 3)
    assert alike.commonest([], 8) == ("", 0.0)


def test_an_opening_is_unique_where_no_other_begins_alike():
    assert alike.unique_openings(["从前有座山", "从前有座庙", "话说有座山"], 4) == pytest.approx(1 / 3)


def test_two_stories_are_as_alike_as_the_pieces_they_share():
    every, same = alike.likeness(["abcd", "abcx", "wxyz"], ["a", "a", "b"], 2)
    assert every == [pytest.approx(2 / 4), 0.0, 0.0] and same == [pytest.approx(2 / 4)]
    assert alike.mean_and_worst([0.1, 0.3]) == (pytest.approx(0.2), 0.3) and alike.mean_and_worst([]) == (0.0, 0.0)
