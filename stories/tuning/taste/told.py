import csv
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from pathlib import Path

FIELDS = ("dynasty", "super_power", "story_type", "hero", "story")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Told:
    """One story of a set, as a row of its CSV: the choice, the hero's name where it is known, and the text."""

    dynasty: str
    super_power: str
    story_type: str
    hero: str
    story: str

    @property
    def choice(self) -> tuple[str, str, str]:
        return self.dynasty, self.super_power, self.story_type


def read(path: Path) -> list[Told]:
    """A CSV with these columns, in UTF-8; others are passed over, and `hero` may be missing. Raises ValueError with a sentence for a person."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        missing = {"dynasty", "super_power", "story_type", "story"} - set(rows.fieldnames or ())
        if missing:
            raise ValueError(f"{path} has no column {', '.join(sorted(missing))}.")
        return [Told(*(_plain(row.get(field) or "").strip() for field in FIELDS)) for row in rows if (row["story"] or "").strip()]


def write(path: Path, stories: Iterable[Told]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(FIELDS)
        rows.writerows(map(_harmless, astuple(story)) for story in stories)


def _harmless(cell: str) -> str:
    """A spreadsheet would take such a cell for a formula; behind an apostrophe it is text."""
    return f"'{cell}" if cell.lstrip("'").startswith(FORMULA) else cell


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULA) else cell
