"""Drawing without replacement, with no memory but the story's row: seed and turn decide every draw."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from math import lcm
from random import Random
from typing import TypeVar

Card = TypeVar("Card")


@dataclass(frozen=True)
class Deck:
    """All draws of one story. `seed` is the same for all stories of a visitor, `turn` counts them.

    The same pile of n cards, drawn once a story, shows no card twice in any n turns in a row.
    """

    seed: str
    turn: int

    def draw(self, pile: str, cards: Sequence[Card], number: int = 1, each: int = 1) -> list[Card]:
        """`number` cards for this story; a pile gives up to `each` a turn, so that turns never share one.

        A story that takes fewer leaves the same ones out each time round: the next round begins a card later.
        """
        order = list(range(len(cards)))
        Random(self._hash(pile)).shuffle(order)
        start = self.turn * each
        if number < each:
            start += start // lcm(each, len(cards))
        return [cards[order[(start + step) % len(cards)]] for step in range(number)]

    def one(self, pile: str, cards: Sequence[Card]) -> Card:
        return self.draw(pile, cards)[0]

    def _hash(self, pile: str) -> int:
        return int.from_bytes(blake2b(f"{self.seed}/{pile}".encode(), digest_size=8).digest())
