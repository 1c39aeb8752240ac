from collections.abc import Sequence
from functools import lru_cache

from django.conf import settings

from stories.delivery.accepted import GATE_SEAL, Accepted
from stories.models import Verdict
from stories.telling.fold import close_up, fold, has_marks_between, seen
from stories.telling.gate.runs import LOOKS_BACK, Runs
from stories.telling.gate.words import Scan, Word, Words, load
from stories.telling.wishes import forms

MARKED = 24  # characters behind a mark between two Chinese characters in which a word around it may still end
_ENDS, _LATIN_ENDS = tuple("。!?\n…"), tuple(".!?")
_RUNS = {language: Runs(language) for language in ("zh", "en")}


class Refusal(Exception):
    """Text that is not fit for a child. All but `reason` is for curators: a child sees none of it.

    `judge`: the word of the list, or the moderator and what it said. `words`: what was kept back.
    """

    def __init__(self, reason: str, judge: str, words: str, layer: str = Verdict.Layer.WORDS) -> None:
        super().__init__(f"the gate refused: {judge}")
        self.reason, self.judge, self.words, self.layer = reason, judge, words, layer


class Gate:
    """The layer of words, for one story as it streams. What it lets through joins to what it was given, less what it still holds."""

    def __init__(self, language: str = "zh", told_so_far: str = "", own_words: Sequence[str] = (), avoids: Sequence[str] = ()) -> None:
        """`own_words`: what the family typed; it may be said in whatever language it is. `avoids`: what its children had better not hear of."""
        self.words = _with(tuple(avoids)) if avoids else load()
        self.runs = Runs(language, [fold(words) for words in own_words]) if own_words else _RUNS[language]
        self.looks_back = max(self.words.longest, LOOKS_BACK)
        self.text = fold(told_so_far[-self.looks_back :])  # the last that was let through, where a word may have begun, and what is held
        self.passed = len(self.text)
        self.holding = ""
        self.scan = Scan(self.words)
        self.in_a_run = self.came = self.new = 0
        self.marked = MARKED if has_marks_between(self.text) else 0

    def take(self, piece: str) -> Accepted | None:
        """Judge `piece` behind all that came before; what may be shown now. Raises Refusal."""
        self._add(piece)
        if settings.STORYTELLER_GATE == "pass":
            return self._let_through(len(self.holding))
        return self._let_through(len(self.holding) - self._judge(finished=False))

    def end(self) -> Accepted | None:
        """Nothing more comes: judge what was held. Raises Refusal."""
        self._judge(finished=True)
        return self._let_through(len(self.holding))

    def _add(self, piece: str) -> None:
        piece = seen(piece)
        self.holding += piece
        self.text += fold(piece)
        self.new = self.in_a_run + len(piece)
        self.marked = max(0, self.marked - self.came)
        self.came = len(piece)

    def _judge(self, finished: bool) -> int:
        """How many characters wait for what comes."""
        word, held = self._by_words(finished)
        many, self.in_a_run = self.runs.judge(self.text, self.passed, self.new)
        if refused := word or many:
            self._refuse(refused)
        held = max(held, self.in_a_run)
        return min(held + self._lone_letter(len(self.text) - held), len(self.holding))

    def _lone_letter(self, shown: int) -> int:
        """1 where a sentence would be shown by its first letter only: whoever has to say it again could not be told from one who says it twice (慢慢)."""
        text = self.text
        begins = text[shown - 2 : shown - 1] in _ENDS or (text[shown - 2 : shown - 1] == " " and text[shown - 3 : shown - 2] in _LATIN_ENDS)
        return int(shown - 2 >= 0 and begins)

    def _by_words(self, finished: bool) -> tuple[Word | None, int]:
        text = self.text
        if has_marks_between(text[-3 - self.new :]):
            self.marked = MARKED + self.came
        if not self.marked:
            return self.scan.judge(text, self.passed, finished)
        closed, places = close_up(text)
        self.scan = Scan(self.words)  # the next one begins anew: places in the closed text are others
        word, held = Scan(self.words).judge(closed, sum(place < self.passed for place in places), finished)
        return word, len(text) - places[len(closed) - held] if held else 0

    def _refuse(self, word: Word) -> None:
        """What was held was never shown and never will be."""
        kept_back, self.holding, self.text = self.holding, "", self.text[: self.passed]
        raise Refusal(word.reason, str(word), kept_back)

    def _let_through(self, length: int) -> Accepted | None:
        shown, self.holding = self.holding[:length], self.holding[length:]
        self.passed += length
        if (too_many := self.passed - 2 * self.looks_back) > 0:
            self.text, self.passed = self.text[too_many:], self.passed - too_many
            self.scan.forget(too_many)
        return Accepted(shown, GATE_SEAL) if shown else None


@lru_cache(64)
def _with(avoids: tuple[str, ...]) -> Words:
    """The list of words, and a family's own behind it."""
    return Words((*load().words, *(Word((form,), Verdict.Reason.AVOIDED) for word in avoids for form in forms(word))))


def known_good(text: str) -> Accepted:
    """Text that needs no judging again: of a story row, where the gate let it through before, or written by us."""
    return Accepted(text, GATE_SEAL)


def first_refused(text: str, language: str = "zh") -> Word | None:
    """What the layer of words would refuse of a whole text; None where it may be shown."""
    folded = fold(seen(text))
    return load().find(close_up(folded)[0]) or _RUNS[language].judge(folded, 0, len(folded))[0]
