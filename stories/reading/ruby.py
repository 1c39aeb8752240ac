"""Text with its pinyin above it, in pieces that a page can show: `(words, None)` or `(one character, how it is read)`."""

from collections.abc import Iterator
from itertools import groupby

from stories.reading.pinyin import readings, readings_of_a_name
from stories.reading.script import as_written, shown

Piece = tuple[str, str | None]


def pieces(text: str, names: dict[str, str] | None = None) -> list[Piece]:
    """In the letters of the page. Names are put in last, and have readings of their own."""
    said = zip(as_written(text), readings(text), strict=True)
    letters = [piece for letter, reading in said for piece in _named(letter, reading, names or {})]
    return list(_joined(letters))


def in_one_piece(text: str, names: dict[str, str] | None = None) -> list[Piece]:
    """The same without pinyin."""
    return [(shown(text, names or {}), None)]


def readings_of(names: dict[str, str]) -> dict[str, list[str | None]]:
    return {point: readings_of_a_name(name) for point, name in names.items()}


def _named(letter: str, said: str | None, names: dict[str, str]) -> list[Piece]:
    name = names.get(letter)
    return [(letter, said)] if name is None else list(zip(name, readings_of_a_name(name), strict=True))


def _joined(letters: list[Piece]) -> Iterator[Piece]:
    for is_read, run in groupby(letters, key=lambda piece: piece[1] is not None):
        if is_read:
            yield from run
        else:
            yield "".join(letter for letter, _ in run), None
