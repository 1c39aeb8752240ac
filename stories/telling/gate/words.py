"""Curated words, found in a stream while holding back no more than what may become one of them.

A list is a text file: `[reason]` heads its words, one a line. `word ~ context | context` names harmless phrases that hold it by chance;
`murder/s/ed` stands for a word with each of its endings; `砍下…的头` for two parts of one sentence with little between them. Chinese words
match anywhere, English ones as whole words. Lists and texts are folded alike.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property, lru_cache
from itertools import product
from pathlib import Path

from stories.models import Verdict
from stories.telling.fold import fold
from stories.telling.gate import leaks

LISTS = Path(__file__).with_name("lists")
GAP = {"zh": 6, "en": 24}  # characters between two parts
_SENTENCE = re.compile(r"[。！？!?\n]")


class Match(Enum):
    NO, YES = 0, 1
    OPEN = 2  # what comes decides
    EXCUSED = 3  # it stands in a harmless phrase


@dataclass(frozen=True)
class Word:
    """`parts` stand in this order; `contexts` hold the first of them."""

    parts: tuple[str, ...]
    reason: str = Verdict.Reason.OTHER
    contexts: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "…".join(self.parts)

    @property
    def first(self) -> str:
        return self.parts[0]

    @property
    def longest(self) -> int:
        """Characters of text that decide about it."""
        gaps = sum(_gap(part) for part in self.parts[1:])
        return max(sum(map(len, self.parts)) + gaps + 1, *map(len, self.contexts), 0)

    @cached_property
    def _places(self) -> list[tuple[str, int]]:
        """Each context with each place where the word stands in it."""
        return [(phrase, place) for phrase in self.contexts for place in range(len(phrase)) if phrase.startswith(self.first, place)]

    def at(self, text: str, start: int, finished: bool) -> tuple[Match, int]:
        """Whether the word stands at `start`, and where it ends, or where what excuses it does."""
        end = start + len(self.first)
        match = _stands_at(self.first, text, start)
        if match is Match.YES:
            match = _alone(self.first, text, start, finished)
        elif finished or (start and _is_latin(text[start - 1]) and _is_latin(self.first[0])):
            return Match.NO, end
        for part in self.parts[1:]:
            if match is Match.YES:
                match, end = _behind(part, text, end, finished)
        return self._unless_excused(text, start, end, finished) if match is Match.YES else (match, end)

    def _unless_excused(self, text: str, start: int, end: int, finished: bool) -> tuple[Match, int]:
        excuses = [(_stands_at(phrase, text, start - place), start - place + len(phrase)) for phrase, place in self._places]
        if ends := [excused for match, excused in excuses if match is Match.YES]:
            return Match.EXCUSED, min(ends)
        is_open = not finished and any(match is Match.OPEN for match, _ in excuses)
        return (Match.OPEN if is_open else Match.YES), end


@dataclass(frozen=True)
class Words:
    words: tuple[Word, ...]
    by_opening: Mapping[str, list[Word]] = field(init=False, repr=False)
    by_letter: Mapping[str, list[Word]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        for name, is_long in (("by_opening", True), ("by_letter", False)):
            openings: dict[str, list[Word]] = {}
            for word in self.words:
                if (len(word.first) > 1) is is_long:
                    openings.setdefault(word.first[:2], []).append(word)
            object.__setattr__(self, name, openings)

    @cached_property
    def longest(self) -> int:
        """Characters to look back, and to hold at most."""
        return max((word.longest for word in self.words), default=0)

    @cached_property
    def initials(self) -> frozenset[str]:
        return frozenset(word.first[0] for word in self.words)

    def find(self, text: str) -> Word | None:
        """The first word of the list in a whole folded text."""
        return Scan(self).judge(text, 0, finished=True)[0]


class Scan:
    """Follows one folded text as it grows: each place is looked at once, and again while it may still become a word."""

    def __init__(self, words: Words) -> None:
        self.words, self.looked, self.open = words, 0, list[tuple[Word, int]]()
        self.excused: list[tuple[int, int]] = []  # from where to where

    def judge(self, text: str, after: int, finished: bool = False) -> tuple[Word | None, int]:
        """The first word that ends behind place `after`, and how many characters at the end of `text` wait for what comes."""
        still = []
        for word, start in (*self.open, *self._openings(text)):
            match, end = word.at(text, start, finished)
            if match is Match.YES and end > after:
                return word, 0
            if match is Match.OPEN:
                still.append((word, start))
            if match is Match.EXCUSED:
                self.excused.append((start, end))
        self.open, self.looked = still, max(0, len(text) - 1)
        begins = min((start for _, start in still), default=len(text))
        return None, len(text) - self._unbroken(min(begins, len(text) - self._last_letter(text)))

    def _unbroken(self, until: int) -> int:
        """No excuse is cut off from its word: where it is not shown, neither is that."""
        for start, end in sorted(self.excused, reverse=True):
            if start < until < end:
                until = start
        self.excused = [(start, end) for start, end in self.excused if end > until]
        return until

    def forget(self, length: int) -> None:
        """The text has lost so many characters at its beginning."""
        self.looked = max(0, self.looked - length)
        self.open = [(word, start - length) for word, start in self.open if start >= length]
        self.excused = [(start - length, end - length) for start, end in self.excused if start >= length]

    def _openings(self, text: str) -> Iterator[tuple[Word, int]]:
        words = self.words
        for start in range(self.looked, len(text)):
            for word in words.by_opening.get(text[start : start + 2], ()):
                yield word, start
            for word in words.by_letter.get(text[start], ()):
                yield word, start

    def _last_letter(self, text: str) -> int:
        """1 where a word may begin with it."""
        if not text or text[-1] not in self.words.initials:
            return 0
        return 0 if _is_latin(text[-1]) and _is_latin(text[-2:-1]) else 1


def _behind(part: str, text: str, end: int, finished: bool) -> tuple[Match, int]:
    """Whether `part` stands little behind `end`, in the same sentence, and where it ends."""
    reach = end + _gap(part) + len(part)
    sentence = _SENTENCE.search(text, end, reach)
    found = text.find(part, end, sentence.start() if sentence else reach)
    while found >= 0:
        match = _alone(part, text, found, finished)
        if match is not Match.NO:
            return match, found + len(part)
        found = text.find(part, found + 1, sentence.start() if sentence else reach)
    is_open = not sentence and len(text) < reach and not finished
    return (Match.OPEN if is_open else Match.NO), end


def _gap(part: str) -> int:
    return GAP["en" if part.isascii() else "zh"]


def _stands_at(phrase: str, text: str, start: int) -> Match:
    if start < 0:
        return Match.NO
    if text.startswith(phrase, start):
        return Match.YES
    return Match.OPEN if phrase.startswith(text[start:]) else Match.NO


def _alone(word: str, text: str, start: int, finished: bool) -> Match:
    """Whether no letter stands beside an English word."""
    end = start + len(word)
    if _is_latin(word[0]) and start and _is_latin(text[start - 1]):
        return Match.NO
    if not _is_latin(word[-1]) or end < len(text):
        return Match.NO if _is_latin(word[-1]) and _is_latin(text[end]) else Match.YES
    return Match.YES if finished else Match.OPEN


def _is_latin(letter: str) -> bool:
    return letter.isascii() and letter.isalpha()


def read(path: Path) -> Iterator[Word]:
    """The words of a list. Raises ValueError where a context does not hold its word."""
    reason = ""
    for line in map(fold, map(str.strip, path.read_text(encoding="utf-8").splitlines())):
        if line.startswith("[") and line.endswith("]"):
            reason = Verdict.Reason(line.strip("[]"))
        elif line and not line.startswith("# "):
            yield from _of_line(line, reason)


def _of_line(line: str, reason: str) -> Iterator[Word]:
    said, _, excused = line.partition(" ~ ")
    contexts = [context.strip() for context in excused.split("|") if context.strip()]
    words = list(product(*(_endings(part.strip()) for part in said.split("…"))))
    if idle := [context for context in contexts if not any(parts[0] in context for parts in words)]:
        raise ValueError(f"{said} does not stand in {idle}")
    yield from (Word(parts, reason, tuple(context for context in contexts if parts[0] in context)) for parts in words)


def _endings(said: str) -> list[str]:
    """`hang/ed himself` is `hang himself` and `hanged himself`."""
    if "/" not in said or not said[0].isalpha() or "//" in said:
        return [said]
    choices = [[stem + ending for ending in ("", *endings)] for stem, *endings in (word.split("/") for word in said.split(" "))]
    return [" ".join(words) for words in product(*choices)]


@lru_cache
def load(name: str = "words") -> Words:
    """The lists of that name; those of a story's words have what would give away how a teller is asked, too."""
    listed = [word for path in sorted(LISTS.glob(f"{name}-*.txt")) for word in read(path)]
    secrets = leaks.clauses() if name == "words" else ()
    return Words((*listed, *(Word((fold(clause),), Verdict.Reason.LEAK) for clause in secrets)))
