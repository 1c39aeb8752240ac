"""The house keeps its shape: its measures, and who may import whom."""

import ast
from pathlib import Path

import pytest

from tests.measures import Measure, imported, measures, modules

DOORS = {"urls", "routing", "views", "forms", "consumers", "tasks", "admin", "management", "middleware", "apps", "checks"}
SHARED = {"models", "errors"}
MAY_USE = {
    "catalogue": SHARED,
    "delivery": SHARED | {"clients", "together"},
    "spending": SHARED,
    "telling": SHARED | {"clients", "together", "catalogue", "delivery", "spending"},
    "reading": SHARED | {"catalogue"},
    "library": SHARED | {"catalogue", "delivery", "spending", "telling", "reading"},
    "tuning": SHARED | {"clients", "catalogue", "delivery", "spending", "telling", "reading"},
    "models": set(),
    "errors": set(),
    "clients": {"errors"},
    "together": set(),
    "limits": set(),
    "access": SHARED,
}


@pytest.mark.parametrize("measure", measures(), ids=lambda measure: measure.what)
def test_a_measure_is_kept(measure: Measure):
    assert measure.is_kept, f"{measure.what}: {measure.actual:g}, aim at most {measure.aim:g}"


def test_every_part_is_a_door_a_room_or_a_noun():
    parts = {path.with_suffix("").parts[1] for path in modules() if path.parts[0] == "stories"}
    assert parts - {"__init__"} <= DOORS | set(MAY_USE)


def test_doors_use_rooms_and_rooms_use_models():
    broken = [f"{path} uses {name}" for path, name in _uses() if not _may(_part(path), name.split(".")[1])]
    assert not broken


def test_the_wiring_is_used_by_doors_only():
    users = {
        _part(path)
        for path, tree in modules().items()
        if path.parts[0] == "stories"
        for node in _nodes(tree)
        if "storyteller" in str(imported(node))
    }
    assert users <= {"management"}


def test_only_the_gate_makes_accepted_text():
    makers = {
        str(path) for path, tree in modules().items() for node in _nodes(tree) if any(name.endswith("GATE_SEAL") for name in imported(node))
    }
    assert makers == {"stories/telling/gate/gate.py"}


def _uses():
    for path, tree in modules().items():
        if path.parts[0] == "stories":
            for node in _nodes(tree):
                yield from ((path, name) for name in imported(node) if name.startswith("stories."))


def _nodes(tree):
    return ast.walk(tree)


def _part(path: Path) -> str:
    return path.with_suffix("").parts[1]


def _may(user: str, used: str) -> bool:
    return user == used or user in DOORS or used in MAY_USE.get(user, set())
