from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from stories.catalogue import firsts


@dataclass(frozen=True)
class Line:
    """`since`: the year before which it would be out of time, where it names something that was not always there."""

    text: str
    since: int | None = None


Pile = Mapping[str, Line]  # by a mark of the words, so that a line is known again wherever it stands


@dataclass(frozen=True)
class Card:
    """Something a story can have: a monster, a want, a voice. `brief` says it to a model, `answer` to a child who may choose it; `piles` are its lines by piece."""

    slug: str
    brief: str
    name: str = ""
    call: str = ""
    answer: str = ""
    piles: Mapping[str, Pile] = field(default_factory=dict)


def pile(lines: Iterable[str], language: str) -> Pile:
    return {_mark(line): Line(line, firsts.since(line, language)) for line in lines}


def piles(pieces: Mapping[str, Any], language: str) -> dict[str, Pile]:
    """Whatever in a table is a list of lines."""
    return {piece: pile(lines, language) for piece, lines in pieces.items() if isinstance(lines, list)}


def card(entry: Mapping[str, Any], language: str) -> Card:
    words = {name: entry.get(name, "") for name in ("slug", "brief", "name", "call", "answer")}
    return Card(**words, piles=piles(entry, language))


def cards(entries: Iterable[Mapping[str, Any]], language: str) -> dict[str, Card]:
    return {entry["slug"]: card(entry, language) for entry in entries}


def fitting(lines: Pile, year: int | None) -> Pile:
    """Those that are not out of time in `year`; all where the year is not known."""
    return lines if year is None else {mark: line for mark, line in lines.items() if line.since is None or line.since <= year}


def _mark(line: str) -> str:
    return blake2b(line.encode(), digest_size=4).hexdigest()
