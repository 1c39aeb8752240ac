"""What those who listen like, and what they had better not hear of: a family's words, found in other words in whatever script, case or number."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from stories.telling.gate.fold import fold
from stories.telling.gate.forms import forms

_HAN = r"[\u3400-\u9fff]"
_COMMAS = re.compile(r"[,，、;；。\n]+")
_AND = re.compile(r"(?:\band|&|和)\s+(?=\S)|\s+and\s+")
_EDGE = re.compile(r"^[\s.!?！？]+|[\s.!?！？]+$")
_ARTICLE = re.compile(r"^(?:the|an?|my)\s+(?=\S)", re.IGNORECASE)
_EMPTY = frozenset(
    ["a", "an", "the", "of", "or", "no", "not", "any", "all", "and", "big", "little", "small", "very", "too", "my", "her", "his"]
)
_SLOT = re.compile(r"\{\w+\}")


@dataclass(frozen=True)
class Wishes:
    """Words as the family typed them, one thing each."""

    likes: tuple[str, ...] = ()
    avoids: tuple[str, ...] = ()

    @classmethod
    def kept(cls, row: dict[str, Any]) -> "Wishes":
        return cls(tuple(row.get("likes", ())), tuple(row.get("avoids", ())))

    @property
    def to_keep(self) -> dict[str, list[str]]:
        return {name: list(words) for name, words in (("likes", self.likes), ("avoids", self.avoids)) if words}

    def are_liked(self, texts: Iterable[str]) -> bool:
        return bool(self.likes) and any(mentions(text, self.likes) for text in texts)

    def are_avoided(self, texts: Iterable[str]) -> bool:
        return bool(self.avoids) and any(mentions(text, self.avoids) for text in texts)

    def less(self, *chosen: str) -> "Wishes":
        """Without the dislikes that stand in what was chosen for tonight: whoever asks for a dragon gets one."""
        return Wishes(self.likes, tuple(word for word in self.avoids if not any(mentions(said, (word,)) for said in chosen)))


def things(typed: str) -> list[str]:
    """The single things in what a parent typed: 恐龙、月亮; dogs, fire engines; 蜘蛛 打雷. Without a comma, each English word is one."""
    pieces = [_ARTICLE.sub("", _EDGE.sub("", piece)) for part in _COMMAS.split(typed) for piece in _AND.split(part)]
    has_commas = bool(_COMMAS.search(typed.strip()))
    words = [word for piece in pieces for word in ([piece] if has_commas and not re.search(_HAN, piece) else piece.split())]
    return list(dict.fromkeys(word for word in words if _is_a_thing(word)))


def _is_a_thing(word: str) -> bool:
    return word.lower() not in _EMPTY and (len(word) > 1 or bool(re.match(_HAN, word)))


def mentions(text: str, words: tuple[str, ...]) -> bool:
    """Whether any of `words` stands in `text`; in Latin letters as a whole word, one or many."""
    folded = _folded(text)
    return any(form in folded and whole.search(folded) for form, whole in _wholes(words))


@lru_cache(256)
def _wholes(words: tuple[str, ...]) -> list[tuple[str, re.Pattern[str]]]:
    return [(form, re.compile(_whole(form))) for word in words for form in forms(word)]


def _whole(form: str) -> str:
    before, after = (
        ("(?<![a-z])", "(?![a-z])")[place] if edge.isascii() and edge.isalpha() else "" for place, edge in enumerate((form[0], form[-1]))
    )
    return f"{before}{re.escape(form)}{after}"


@lru_cache(16384)
def _folded(text: str) -> str:
    return fold(_SLOT.sub(" ", text))
