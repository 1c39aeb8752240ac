"""What a card says: all that may be told of it, and what it is about."""

from collections.abc import Iterator

from stories.models import Hero
from stories.telling.material.lines import Card, Line, Pile
from stories.telling.material.material import Voice

OF_A_HERO = ("name", "who", "work", "craft")


def at_all(card: object) -> Iterator[str]:
    yield from at_its_heart(card)
    if isinstance(card, Card | Voice):
        piles: list[Pile] = [*card.piles.values(), *([card.openings] if isinstance(card, Voice) else [])]
        yield from (line.text for lines in piles for line in lines.values())


def at_its_heart(card: object) -> Iterator[str]:
    if isinstance(card, Line):
        yield card.text
    elif isinstance(card, Card):
        yield from (card.name, card.brief, card.call)
    elif isinstance(card, Voice):
        yield card.brief
    elif isinstance(card, Hero):
        yield from (getattr(card, f"{part}_{language}") for part in OF_A_HERO for language in ("zh", "en"))
