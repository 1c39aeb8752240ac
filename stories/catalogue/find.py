from dataclasses import dataclass
from typing import Generic, TypeVar

from stories.models import Companion, Dynasty, Hero, Power, Tone

Kind = TypeVar("Kind", Dynasty, Power, Tone, Hero, Companion)


@dataclass(frozen=True)
class Found(Generic[Kind]):
    """What was said, and the entry that it names, if the catalogue has one that is on."""

    words: str
    entry: Kind | None


def find(kind: type[Kind], words: str, language: str) -> Found[Kind]:
    """By slug, Chinese or English name; `words` then is the entry's name in `language`, else what was said."""
    entry = kind.objects.on().named(words).first()
    return Found(entry.in_language("name", language) if entry else words, entry)


def heroes_of(dynasty: Dynasty | None) -> list[Hero]:
    return list(dynasty.heroes.on()) if dynasty else []
