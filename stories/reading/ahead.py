"""A text that is still being told, shown as far as it is sure: what comes next may say how a character is read or written."""

from dataclasses import dataclass

from stories.reading import hant, pinyin
from stories.reading.around import AROUND

_KEPT = AROUND + 1  # of what was shown: one more, so that its beginning is not taken for the story's


@dataclass(frozen=True, slots=True)
class Look:
    """How a reader wants the text."""

    ruby: bool = False
    hant: bool = False

    @property
    def is_other(self) -> bool:
        """Other than the plain text."""
        return self.ruby or self.hant

    def prepare(self) -> None:
        """The first in a process takes a tenth of a second, which others should not have to wait."""
        if self.ruby:
            pinyin.readings("长")
        if self.hant:
            hant.traditional("长")


@dataclass(frozen=True, slots=True)
class Shown:
    """`text` stands at `at`; `ruby` has a reading or None for each of its code points, where readings were asked for."""

    at: int
    text: str
    ruby: list[str | None] | None


class Ahead:
    """Holds back the end of what has come until its look is sure. `at`: the first place that was not shown yet."""

    def __init__(self, look: Look, at: int) -> None:
        self.look = look
        self.at = at
        self._before: str | None = None  # not known yet
        self._held = ""

    @property
    def holds(self) -> bool:
        return bool(self._held)

    def add(self, at: int, text: str, before: str) -> Shown | None:
        """`before`: what stands before `text` in the story, more than AROUND code points of it or all. What is sure now."""
        if self._before is None or at != self.at + len(self._held):
            self.at, self._before, self._held = at, before[-_KEPT:], ""
        self._held += text
        return self._show(self._sure())

    def rest(self) -> Shown | None:
        """All that was held back."""
        return self._show(len(self._held))

    def rewind(self, to: int) -> Shown | None:
        """What is held behind place `to` is the story's no more; what stands before it is shown."""
        self._held = self._held[: max(0, to - self.at)]
        return self.rest()

    def _sure(self) -> int:
        """How many code points of what is held."""
        text, start = self._known()
        return next((place for place in range(start, len(text)) if not self._is_sure(text, place)), len(text)) - start

    def _known(self) -> tuple[str, int]:
        """What is known of the text, and where in it what is held begins."""
        before = self._before or ""
        return before + self._held, len(before)

    def _is_sure(self, text: str, place: int) -> bool:
        return (not self.look.ruby or pinyin.is_sure(text, place)) and (not self.look.hant or hant.is_sure(text, place))

    def _show(self, count: int) -> Shown | None:
        if not count:
            return None
        text, start = self._known()
        end = start + count
        ruby = [pinyin.reading(text, place) for place in range(start, end)] if self.look.ruby else None
        written = "".join(hant.written(text, place) for place in range(start, end)) if self.look.hant else text[start:end]
        shown = Shown(self.at, written, ruby)
        self.at, self._before, self._held = self.at + count, text[:end][-_KEPT:], text[end:]
        return shown
