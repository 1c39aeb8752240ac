import ast
from dataclasses import replace
from pathlib import Path

import pytest

from stories.delivery.accepted import Accepted, NotJudged
from stories.telling.gate import Gate

STORIES = Path(__file__).resolve().parents[2] / "stories"


def who_says(name: str) -> set[str]:
    """The modules of the product whose code says this name."""
    return {str(path.relative_to(STORIES)) for path in STORIES.rglob("*.py") if name in _names(path)}


def _names(path: Path) -> set[object]:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    return {getattr(node, field, None) for node in nodes for field in ("id", "attr", "name")}


def test_nobody_but_the_gate_makes_text_that_a_reader_may_see():
    with pytest.raises(NotJudged):
        Accepted("从前")
    for seal in (None, True, object()):
        with pytest.raises(NotJudged):
            Accepted("从前", seal)


def test_what_the_gate_let_through_cannot_be_changed_afterwards():
    accepted = Gate().take("从前。")
    assert accepted.text == "从前。"
    with pytest.raises(AttributeError):
        accepted.text = "别的"
    with pytest.raises((NotJudged, TypeError)):
        replace(accepted, text="别的")


def test_no_other_module_takes_the_seal():
    assert who_says("GATE_SEAL") == {"delivery/accepted.py", "telling/gate/gate.py"}


def test_only_a_telling_vouches_for_text_without_judging_it():
    assert {module.partition("/")[0] for module in who_says("known_good")} == {"telling"}
