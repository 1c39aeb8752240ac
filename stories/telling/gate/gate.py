from dataclasses import dataclass

from django.conf import settings

from stories.delivery.accepted import GATE_SEAL, Accepted
from stories.models import Verdict
from stories.telling.gate.fold import close_up, fold, seen
from stories.telling.gate.runs import LOOKS_BACK, Runs
from stories.telling.gate.words import Word, load

_RUNS = {language: Runs(language) for language in ("zh", "en")}


class Refusal(Exception):
    """Text that is not fit for a child. All but `reason` is for curators: a child sees none of it.

    `judge`: the word of the list, or the moderator and what it said. `words`: what was kept back.
    """

    def __init__(self, reason: str, judge: str, words: str, layer: str = Verdict.Layer.WORDS) -> None:
        super().__init__(f"the gate refused: {judge}")
        self.reason, self.judge, self.words, self.layer = reason, judge, words, layer


@dataclass
class Sieve:
    """The layer of words, for one story as it streams. What it lets through joins to what it was given, less what it still holds."""

    language: str = "zh"
    passing: str = ""  # folded: the last characters let through; a word of the list may have begun there
    holding: str = ""
    folded: str = ""  # what is held

    def take(self, piece: str) -> str:
        """Judge `piece` behind all that came before; what may be shown now. Raises Refusal."""
        piece = seen(piece)
        self.holding += piece
        self.folded += fold(piece)
        if settings.STORYTELLER_GATE == "pass":
            return self._let_through(len(self.holding))
        text = self.passing + self.folded
        return self._let_through(len(self.holding) - self._judge(text, len(self.passing), finished=False))

    def end(self) -> str:
        """Nothing more comes: judge what was held. Raises Refusal."""
        self._judge(self.passing + self.folded, len(self.passing), finished=True)
        return self._let_through(len(self.holding))

    def _judge(self, text: str, after: int, finished: bool) -> int:
        """How many characters wait for what comes."""
        runs = _RUNS[self.language]
        closed, places = close_up(text)
        after_closed = after if places is None else sum(place < after for place in places)
        word, held = load().judge(closed, after_closed, finished)
        if refused := word or runs.find(text, after):
            self._refuse(refused)
        held = len(text) - places[len(closed) - held] if places and held else held
        return min(max(held, runs.held(text)), len(self.folded))

    def _refuse(self, word: Word) -> None:
        """What was held was never shown and never will be."""
        kept_back, self.holding, self.folded = self.holding, "", ""
        raise Refusal(word.reason, str(word), kept_back)

    def _let_through(self, length: int) -> str:
        shown, self.holding = self.holding[:length], self.holding[length:]
        self.passing = (self.passing + self.folded[:length])[-max(load().longest, LOOKS_BACK) :]
        self.folded = self.folded[length:]
        return shown


class Gate:
    """Judges one story by its words alone, word by word."""

    def __init__(self, language: str = "zh", told_so_far: str = "") -> None:
        self.sieve = Sieve(language, fold(told_so_far[-max(load().longest, LOOKS_BACK) :]))

    def take(self, piece: str) -> Accepted | None:
        """What of `piece`, and of what was held before it, may be shown now. Raises Refusal."""
        return _accepted(self.sieve.take(piece))

    def end(self) -> Accepted | None:
        """Nothing more comes. Raises Refusal."""
        return _accepted(self.sieve.end())


def _accepted(text: str) -> Accepted | None:
    return Accepted(text, GATE_SEAL) if text else None


def known_good(text: str) -> Accepted:
    """Text that needs no judging again: of a story row, where the gate let it through before, or written by us."""
    return Accepted(text, GATE_SEAL)


def gate_after(told_so_far: str, language: str = "zh") -> Gate:
    """A gate for a story that goes on."""
    return Gate(language, told_so_far)


def first_refused(text: str, language: str = "zh") -> Word | None:
    """What the layer of words would refuse of a whole text; None where it may be shown."""
    folded = fold(seen(text))
    return load().find(close_up(folded)[0]) or _RUNS[language].find(folded, 0)
