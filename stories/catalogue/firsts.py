"""What was not always there, so that nothing in a story is out of its time."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).parent / "seed" / "firsts.toml"


@dataclass(frozen=True)
class First:
    """`year`: when it is first heard of. `says`: a teller is told that it was not there yet."""

    zh: list[str]
    en: list[str]
    year: int
    source: str
    says: bool = False

    def words(self, language: str) -> list[str]:
        return self.zh if language == "zh" else self.en


def since(text: str, language: str) -> int | None:
    """The year before which the text would be out of time; None where it names nothing that was not always there."""
    return max((first.year for _, first in _named(text, language)), default=None)


def out_of_time(text: str, year: int, language: str) -> list[str]:
    """The words in the text for what was not there yet in `year`."""
    return [word for word, first in _named(text, language) if first.year > year]


def not_yet(year: int, language: str) -> list[str]:
    """What a teller is most likely to get wrong about a time that ended in `year`."""
    return [first.words(language)[0] for first in _firsts() if first.says and first.year > year]


def _named(text: str, language: str) -> Iterator[tuple[str, First]]:
    by_word = _by_word(language)
    for found in _pattern(language).finditer(text.lower()):
        yield found[0], by_word[found[1]]


@lru_cache
def _firsts() -> tuple[First, ...]:
    return tuple(First(**entry) for entry in tomllib.loads(FILE.read_text(encoding="utf-8"))["first"])


@lru_cache
def _by_word(language: str) -> dict[str, First]:
    return {word: first for first in _firsts() for word in first.words(language)}


@lru_cache
def _pattern(language: str) -> re.Pattern[str]:
    """The longest word first: a sweet potato is no potato. English words stand by themselves, with or without a plural."""
    words = "|".join(map(re.escape, sorted(_by_word(language), key=len, reverse=True)))
    return re.compile(f"({words})" if language == "zh" else rf"\b({words})(?:s|es)?\b")
