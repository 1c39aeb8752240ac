import pytest
from hypothesis import given
from hypothesis import strategies as st

from stories.spending.tokens import at_most


@pytest.mark.parametrize(("text", "tokens"), [("", 0), ("a", 1), ("ab", 1), ("abc", 2), ("山", 2), ("山ab", 3), ("——", 4)])
def test_two_for_a_character_and_one_for_two_letters(text, tokens):
    assert at_most(text) == tokens


@given(st.text(), st.text())
def test_more_text_is_never_fewer_tokens_and_what_stands_together_is_counted_together(one, other):
    assert at_most(one, other) == at_most(one + other) >= max(at_most(one), at_most(other))
    assert at_most(one) * 2 >= len(one)
