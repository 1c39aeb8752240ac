from collections import Counter
from collections.abc import Mapping
from random import Random
from typing import TypeVar

from stories.telling.dna.memory import Memory, Taken
from stories.telling.dna.said import at_all, at_its_heart
from stories.telling.wishes import Wishes

Card = TypeVar("Card")
FEW = 6  # cards
NIGHTS = 30  # in which nothing comes twice where a pile is large enough for it


class Draws:
    """The cards of one story. What is in `taken` is taken again; whatever else is asked for is drawn, and added to it.

    A card is drawn that this family has not had for longest; among those, the one that likens the story least to an earlier one; then one that
    speaks of what the listeners like; then one that others with the same choice have had least. What they had better not hear of is not drawn
    while there is anything else.
    """

    def __init__(self, seed: str, taken: Taken | None = None, memory: Memory | None = None, wishes: Wishes | None = None) -> None:
        self.seed = seed
        self.wishes = wishes or Wishes()
        self.taken: Taken = {} if taken is None else taken
        self.memory = memory or Memory()
        self.plainly = False  # of the lines that may come, the shortest
        self._alike: Counter[int] = Counter()  # earlier story -> characters that this one shares with it

    def one(self, pile: str, cards: Mapping[str, Card]) -> Card:
        return self.some(pile, cards, 1)[0]

    def some(self, pile: str, cards: Mapping[str, Card], number: int) -> list[Card]:
        """As many as there are, at most `number`."""
        marks = [mark for mark in self.taken.get(pile, []) if mark in cards][:number]
        fit = self._fit(cards)
        while left := {mark: card for mark, card in fit.items() if mark not in marks and len(marks) < number}:
            marks.append(self._draw(pile, left, len(fit)))
        self.taken[pile] = marks
        return [cards[mark] for mark in marks]

    def in_turn(self, gene: str, slug: str, piece: str, place: int, cards: Mapping[str, Card]) -> Card:
        """One of the few lines that the card `slug` of a gene has for its `place`-th piece, by how often this family had the card: with three
        lines for each of three pieces, nine stories with the same monster have no two of its lines in common."""
        pile, marks = f"{gene}/{slug}/{piece}", list(self._fit(cards))
        if not any(mark in cards for mark in self.taken.get(pile, [])):
            uses = len(self.memory.users(gene, slug))
            self._take(pile, marks[(uses + place * (uses // len(marks))) % len(marks)], cards)
        return cards[next(mark for mark in self.taken[pile] if mark in cards)]

    def fresh(self, pile: str, cards: Mapping[str, Card]) -> Card | None:
        """One that this family has not had of late, or none: for piles too small for thirty nights."""
        late = {mark: card for mark, card in cards.items() if mark in self.taken.get(pile, []) or self._may_come(pile, mark, card)}
        return self.one(pile, late) if late else None

    def _may_come(self, pile: str, mark: str, card: object) -> bool:
        return not self._is_recent(pile, mark) and not self.wishes.are_avoided(at_all(card))

    def _fit(self, cards: Mapping[str, Card]) -> Mapping[str, Card]:
        """Those that say nothing of what is avoided; else those that are not about it; else all."""
        if not self.wishes.avoids:
            return cards
        kinds = ({mark: card for mark, card in cards.items() if not self.wishes.are_avoided(said(card))} for said in (at_all, at_its_heart))
        return next((fit for fit in kinds if fit), cards)

    def _is_recent(self, pile: str, mark: str) -> bool:
        ago = self.memory.ago(pile, mark)
        return ago is not None and ago < NIGHTS

    def _is_put_by(self, pile: str, mark: str, window: int) -> bool:
        """Twice as long as others rest, what this family did not like is drawn only where nothing else has rested."""
        ago = self.memory.unloved_ago(pile, mark)
        return ago is not None and ago < window

    def _draw(self, pile: str, cards: Mapping[str, Card], size: int) -> str:
        shuffled = Random(f"{self.seed}/{pile}/{len(cards)}").sample(list(cards), len(cards))
        weights = {mark: _told(pile, card) for mark, card in cards.items()}
        liked = {mark for mark, card in cards.items() if self.wishes.are_liked(at_all(card))}
        put_by = {mark for mark in cards if self._is_put_by(pile, mark, 2 * _window(pile, size))}
        others = max(size - len(put_by), NIGHTS if size >= NIGHTS else size // 2 + 1)  # come round sooner, yet not too soon
        window = _window(pile, others)
        drawn = min(shuffled, key=lambda mark: self._rank(pile, mark, weights[mark], window, (mark in put_by, mark in liked)))
        self._note(pile, drawn, weights[drawn])
        return drawn

    def _take(self, pile: str, mark: str, cards: Mapping[str, Card]) -> None:
        self.taken[pile] = [mark]
        self._note(pile, mark, _told(pile, cards[mark]))

    def _note(self, pile: str, mark: str, weight: int) -> None:
        for story in self.memory.users(pile, mark):
            self._alike[story] += weight

    def _rank(self, pile: str, mark: str, weight: int, window: int, wished: tuple[bool, bool]) -> tuple[int, ...]:
        ago = self.memory.ago(pile, mark)
        too_soon = max(0, window - ago) if ago else 0
        users = self.memory.users(pile, mark)
        alike = max((self._alike[story] + weight for story in users), default=0) if weight else len(users)
        is_put_by, is_liked = wished
        return too_soon, is_put_by, weight if self.plainly else 0, alike, not is_liked, self.memory.taken_by_others(pile, mark)


def _told(pile: str, card: object) -> int:
    """How many characters of a story it makes. A pile of lines has a stroke in its name; others are what a story is about, and make none."""
    return len(getattr(card, "text", " ")) if "/" in pile else 0


def _window(pile: str, size: int) -> int:
    """For how many stories a card rests. The few lines of a monster rest with it; a large pile keeps some cards to choose among, or all piles would go round in step."""
    if size <= FEW:
        return 0 if "/" in pile else size // 2 + 1
    return size if size <= NIGHTS + 1 else max(NIGHTS, size * 3 // 4)
