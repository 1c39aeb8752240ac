"""The built-in teller's own grid, as a set of good stories: 9 dynasties × 6 powers × 3 tones × 3."""

import csv
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.redteam.sets import Try

ROOT = Path(__file__).resolve().parent.parent.parent


def grid(language: str = "zh") -> list[Try]:
    """Told anew in a folder of its own, unpaced."""
    with tempfile.TemporaryDirectory(prefix="storyteller-grid-") as folder:
        environment = {**os.environ, "STORYTELLER_DATA": folder, "DATABASE_URL": ""}
        table = Path(folder) / "grid.csv"
        told = ["taste", "--grid", "course", "--language", language, "--csv", str(table), "--plots", folder]
        for words in (["migrate", "--verbosity", "0"], ["seed_catalogue"], told):
            subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=environment, check=True, capture_output=True)
        with table.open(encoding="utf-8-sig", newline="") as file:
            return [
                Try(f"grid-{number}", language, "text", "built-in", row["story"], False) for number, row in enumerate(csv.DictReader(file))
            ]
