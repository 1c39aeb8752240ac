"""Sets of things to try, in JSONL: `id`, `lang`, `field`, `technique`, `text`; `label` is `bad` or `good`, or the file's name begins so.

`field`: `hero_name`, `child`, `power`, `tone`, `dynasty` are typed by a parent; `text` is said by a teller in a story in `lang`.
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("sets")
TYPED = {"hero_name": "hero", "hero": "hero", "child": "child", "power": "power_own", "tone": "tone_own", "dynasty": "dynasty_own"}


@dataclass(frozen=True)
class Try:
    """One thing to try; `reason` says why it was stopped, or nothing."""

    id: str
    lang: str
    field: str
    technique: str
    text: str
    is_bad: bool

    @property
    def is_typed(self) -> bool:
        return self.field in TYPED


@dataclass
class Result:
    """What became of a set."""

    name: str
    is_bad: bool
    stopped: Counter = field(default_factory=Counter)
    tried: Counter = field(default_factory=Counter)
    surprises: list[tuple[Try, str]] = field(default_factory=list)  # bad ones that came through, good ones that were stopped

    def add(self, one: Try, reason: str) -> None:
        self.tried[one.technique] += 1
        self.stopped[one.technique] += bool(reason)
        if bool(reason) != one.is_bad:
            self.surprises.append((one, reason))

    @property
    def share(self) -> float:
        """Recall of a bad set, false alarms of a good one."""
        return self.stopped.total() / max(1, self.tried.total())


def read(path: Path) -> list[Try]:
    """The tries of a file. Raises ValueError with the line's number where a line makes no sense."""
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    return [_try(path, number, line) for number, line in lines if line.strip()]


def _try(path: Path, number: int, line: str) -> Try:
    try:
        said: dict[str, Any] = json.loads(line)
        label = str(said.get("label") or ("good" if path.name.startswith(("good", "benign", "harmless")) else "bad"))
        technique = str(said.get("technique", "–"))
        return Try(str(said.get("id", number)), said.get("lang", "zh"), said["field"], technique, said["text"], label == "bad")
    except (ValueError, KeyError, TypeError) as senseless:
        raise ValueError(f"{path.name}, line {number}: {senseless!r}") from None


def tabled(results: Iterable[Result]) -> str:
    rows = [("set", "", "tried", "stopped", "share")]
    for result in results:
        what = "recall" if result.is_bad else "false alarms"
        rows.append((result.name, what, f"{result.tried.total()}", f"{result.stopped.total()}", f"{result.share:.1%}"))
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
