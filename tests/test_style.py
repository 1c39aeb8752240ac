"""Types and style are kept like everything else."""

import subprocess
import sys

import pytest

from tests.house import ROOT


@pytest.mark.parametrize("words", ["mypy", "ruff check .", "ruff format --check ."])
def test_types_and_style(words: str):
    checked = subprocess.run([sys.executable, "-m", *words.split()], cwd=ROOT, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout[-3000:]
