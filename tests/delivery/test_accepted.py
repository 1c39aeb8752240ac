import pytest

from stories.delivery.accepted import Accepted, NotJudged
from stories.telling.gate import Gate


def test_nobody_but_the_gate_makes_text_that_a_reader_may_see():
    with pytest.raises(NotJudged):
        Accepted("从前")
    with pytest.raises(NotJudged):
        Accepted("从前", object())


def test_what_the_gate_let_through_cannot_be_changed_afterwards():
    accepted = Gate().take("从前。")
    assert accepted.text == "从前。"
    with pytest.raises(AttributeError):
        accepted.text = "别的"
