"""A choice becomes a story row that waits to be told."""

from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from django.db import IntegrityError, transaction

from stories.catalogue.find import Found, heroes_of
from stories.models import Companion, Dynasty, Hero, Power, Story, Teller, Tone
from stories.telling import title
from stories.telling.tellers.builtin.deck import Deck


@dataclass(frozen=True)
class Choice:
    """What a parent picked, cleaned and looked up."""

    dynasty: Found[Dynasty]
    power: Found[Power]
    tone: Found[Tone]
    language: str
    length: str
    hero: Hero | None = None
    companion: Companion | None = None
    child: str = ""


def begin(choice: Choice, visitor: str, request_key: str) -> tuple[Story, bool]:
    """The waiting story and whether it is new: the same `request_key` gives the first story again."""
    first = Story.objects.of_visitor(visitor).filter(request_key=request_key).first()
    if first:
        return first, False
    try:
        with transaction.atomic():
            return Story.objects.create(visitor=visitor, request_key=request_key, **_row(choice, visitor)), True
    except IntegrityError:  # the same request came twice at the same moment
        return Story.objects.get(visitor=visitor, request_key=request_key), False


def _row(choice: Choice, visitor: str) -> dict[str, Any]:
    deck = Deck(_seed(visitor), Story.objects.of_visitor(visitor).count())
    hero = choice.hero or _draw_hero(deck, choice.dynasty)
    return {
        **_choices(choice),
        "hero": hero,
        "companion": choice.companion,
        "language": choice.language,
        "length": choice.length,
        "names": {Story.CHILD: choice.child} if choice.child else {},
        "title": title.of(deck, choice.language, hero, choice.power),
        "teller": Teller.objects.able().first(),
        "seed": deck.seed,
        "turn": deck.turn,
    }


def _choices(choice: Choice) -> dict[str, Any]:
    parts: dict[str, Found[Any]] = {"dynasty": choice.dynasty, "power": choice.power, "tone": choice.tone}
    return {name: part.entry for name, part in parts.items()} | {f"{name}_words": part.words for name, part in parts.items()}


def _draw_hero(deck: Deck, dynasty: Found[Dynasty]) -> Hero | None:
    heroes = heroes_of(dynasty.entry)
    return deck.one(f"hero/{dynasty.words}", heroes) if heroes else None


def _seed(visitor: str) -> str:
    """Not the visitor itself: the seed is shown to curators."""
    return blake2b(visitor.encode(), digest_size=12).hexdigest()
