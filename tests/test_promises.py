"""docs/safety.md promises nothing without a test that is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROWS = [line for line in (ROOT / "docs/safety.md").read_text(encoding="utf-8").splitlines() if line.count("|") == 4 and "`tests/" in line]


def test_there_are_promises():
    assert len(ROWS) > 15


@pytest.mark.parametrize("row", ROWS, ids=[row.split("|")[1].strip()[:50] for row in ROWS])
def test_a_promise_names_a_test_that_is_there(row):
    named = re.findall(r"`(tests/[\w/.]+)`", row.split("|")[3])
    assert named and all((ROOT / path).exists() for path in named), row
