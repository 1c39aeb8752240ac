"""The deterministic layer: a short curated list, found in a stream while holding back no more than its longest pattern."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import add
from pathlib import Path

LIST = Path(__file__).with_name("words.txt")


@dataclass(frozen=True)
class Words:
    patterns: frozenset[str]

    @cached_property
    def longest(self) -> int:
        return max(map(len, self.patterns), default=0)

    @cached_property
    def _beginnings(self) -> frozenset[str]:
        """What an unfinished text may end in; a whole English word too, for the next letter may make it a harmless one."""
        whole = {word for word in self.patterns if _is_latin(word[-1])}
        return frozenset(whole | {word[:length] for word in self.patterns for length in range(1, len(word))})

    @cached_property
    def _shortest(self) -> int:
        return min(map(len, self.patterns), default=0)

    @cached_property
    def _openings(self) -> frozenset[str]:
        """The two characters that each word of the list begins with: most pieces of a story hold none of them."""
        return frozenset(word[:2] for word in self.patterns)

    @cached_property
    def _any(self) -> re.Pattern[str]:
        return re.compile("|".join(_as_regex(word) for word in sorted(self.patterns, key=len, reverse=True)) or r"(?!)")

    def find(self, text: str, after: int, finished: bool) -> str | None:
        """The first word of the list that ends behind place `after`. What ends before was judged when it came.

        An English word at the very end of an unfinished text is not found yet: its next letter may make it a harmless one.
        """
        text = _lower(text)
        if self._shortest > 1 and self._openings.isdisjoint(map(add, text, text[1:])):
            return None
        for found in self._any.finditer(text):
            pending = not finished and found.end() == len(text) and _is_latin(found.group()[-1])
            if found.end() > after and not pending:
                return found.group()
        return None

    def held(self, text: str) -> int:
        """How many characters at the end of `text` may be the beginning of a word of the list."""
        tail = _lower(text[-self.longest :])
        for length in range(len(tail), 0, -1):
            if tail[-length:] in self._beginnings:
                return length
        return 0


def _is_latin(letter: str) -> bool:
    return letter.isascii() and letter.isalpha()


def _lower(text: str) -> str:
    """Lower case of the same length: a place in it is a place in the text."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)


def _as_regex(word: str) -> str:
    before = r"(?<![a-z])" if _is_latin(word[0]) else ""
    after = r"(?![a-z])" if _is_latin(word[-1]) else ""
    return before + re.escape(word) + after


@lru_cache
def load() -> Words:
    lines = (line.strip().lower() for line in LIST.read_text(encoding="utf-8").splitlines())
    return Words(frozenset(line for line in lines if line and not line.startswith("#")))
