import re
from dataclasses import dataclass, field

from django.conf import settings

from stories.delivery.accepted import GATE_SEAL, Accepted
from stories.telling.gate.words import Words, load

_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")  # no story needs them, and no database of ours takes a NUL


class Refusal(Exception):
    """Text that is not fit for a child. `word` is for operators; a child never sees it."""

    def __init__(self, word: str) -> None:
        super().__init__(f"the gate refused: {word}")
        self.word = word


@dataclass
class Gate:
    """Judges one story as it streams. What it lets through joins to what it was given, less what is still held."""

    words: Words = field(default_factory=load)
    passing: str = ""  # the last characters let through: a word of the list may have begun there
    holding: str = ""

    def take(self, piece: str) -> Accepted | None:
        """Judge `piece` behind all that came before; what may be shown now, or None. Raises Refusal."""
        self.holding += _CONTROLS.sub("", piece)
        if settings.STORYTELLER_GATE == "pass":
            return self._let_through(len(self.holding))
        self._judge(finished=False)
        return self._let_through(len(self.holding) - self.words.held(self.holding))

    def end(self) -> Accepted | None:
        """Nothing more comes: judge what was held. Raises Refusal."""
        self._judge(finished=True)
        return self._let_through(len(self.holding))

    def _judge(self, finished: bool) -> None:
        word = self.words.find(self.passing + self.holding, len(self.passing), finished)
        if word:
            self.holding = ""  # it was never shown and never will be
            raise Refusal(word)

    def _let_through(self, length: int) -> Accepted | None:
        shown, self.holding = self.holding[:length], self.holding[length:]
        self.passing = (self.passing + shown)[-self.words.longest :]
        return Accepted(shown, GATE_SEAL) if shown else None


def known_good(text: str) -> Accepted:
    """Text that needs no judging again: of a story row, where the gate let it through before, or written by us."""
    return Accepted(text, GATE_SEAL)


def gate_after(told_so_far: str) -> Gate:
    """A gate for a story that goes on."""
    gate = Gate()
    gate.passing = told_so_far[-gate.words.longest :]
    return gate
