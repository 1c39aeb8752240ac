import pytest
from hypothesis import given

from stories.telling.gate.words import LIST, Words, load
from tests.telling.gate.harm import LISTED, begins_at, mixed


def test_the_list_has_words_in_both_languages_and_its_comments_are_no_words():
    assert {"血腥", "suicide", "https://"} <= load().patterns
    assert not any(word.startswith("#") or word != word.strip() for word in LISTED)


def test_the_list_is_short_enough_to_be_read_by_a_curator_and_says_nothing_twice():
    lines = [line for line in LIST.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert len(lines) == len(set(lines)) < 200


@given(mixed)
def test_a_listed_word_is_found_in_a_finished_text_exactly_when_it_is_there(text):
    assert bool(load().find(text, 0, finished=True)) == (begins_at(text) is not None)


@given(mixed)
def test_what_is_held_is_the_end_of_the_text_and_no_longer_than_the_longest_word(text):
    assert 0 <= load().held(text) <= min(len(text), load().longest)


@pytest.mark.parametrize(
    ("text", "held"),
    [("从前", 0), ("他流了血", 1), ("she is s", 1), ("she is SEX", 3), ("kill yours", 10), ("skill yours", 10), ("他砍头的", 0), ("", 0)],
)
def test_only_what_may_begin_a_listed_word_is_held(text, held):
    assert load().held(text) == held


def test_what_ended_earlier_is_not_judged_again():
    assert load().find("血腥的味道", 2, finished=True) is None
    assert load().find("血腥的味道", 1, finished=True) == "血腥"


def test_a_letter_that_grows_in_lower_case_moves_no_place():
    assert load().find("İİ血腥", 0, finished=True) == "血腥"
    assert load().held("İ血") == 1


@pytest.mark.parametrize("text", ["恶", "很恶", "恶人", "一个恶"])
def test_a_word_of_one_character_is_found_too(text):
    assert Words(frozenset({"恶", "两个"})).find(text, 0, finished=True) == "恶"
