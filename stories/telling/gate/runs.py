"""What is wrong by its length: another language, or a number as telephones have it."""

import re
from collections.abc import Sequence

from stories.models import Verdict
from stories.telling.fold import ALIKE
from stories.telling.gate.words import Word

_LANGUAGE, _PRIVATE = Verdict.Reason.LANGUAGE, Verdict.Reason.PRIVATE
_OTHERS = "\u0370-\u052f\u0590-\u06ff\u0900-\u0e7f\u3040-\u30ff\uac00-\ud7af"
_FOREIGN = (_OTHERS, f"[{_OTHERS}{''.join(ALIKE.values())}]", "", 3, _LANGUAGE)  # folded, some of their letters are Latin ones
_NUMBER = ("0-9", "(?:[ -]{0,2}[0-9])", "[ -]{0,2}", 8, _PRIVATE)
# Letters of a kind; what goes on with them, and what may stand behind; how many more than one a story may hold: a name, an exclamation.
_RUNS = {
    "zh": [("a-zà-ÿā-ž", "[a-zà-ÿā-ž ,.'\"-]", "", 24, _LANGUAGE), _FOREIGN, _NUMBER],
    "en": [("\u4e00-\u9fff", "[\u4e00-\u9fff,。!?、“”]", "", 6, _LANGUAGE), _FOREIGN, _NUMBER],
}
LOOKS_BACK = 25  # characters: one more than the longest that may stand


class Runs:
    """For stories in one language; texts are folded. `own`: words of the family's own, which may be in another."""

    def __init__(self, language: str, own: Sequence[str] = ()) -> None:
        self.own = own
        runs = _RUNS[language]
        self.any = re.compile("[" + "".join(letters for letters, *_ in runs) + "]")
        self.many = [(re.compile(f"[{letters}]{more}{{{few},}}"), reason) for letters, more, _, few, reason in runs]
        self.last = [re.compile(f"[{letters}]{more}{{0,{few - 1}}}{behind}\\Z") for letters, more, behind, few, _ in runs]

    def _without_own(self, text: str) -> str:
        """Own words, and what has begun to be one, are of no language; every place stays."""
        for words in self.own:
            text = text.replace(words, "□" * len(words))
            begun = next((length for length in range(len(words) - 1, 1, -1) if text.endswith(words[:length])), 0)
            text = text[: len(text) - begun] + "□" * begun
        return text

    def judge(self, text: str, after: int, new: int) -> tuple[Word | None, int]:
        """What is too many and ends behind place `after`, and how many characters at the end of `text` would be with what may come.

        Only the last `new` characters were not judged before, and none of those before is held.
        """
        if not self.any.search(text, max(0, len(text) - new)):
            return None, 0
        text = self._without_own(text)
        hits = (Word((found.group(),), reason) for many, reason in self.many for found in many.finditer(text) if found.end() > after)
        return next(hits, None), max((len(found.group()) for last in self.last if (found := last.search(text))), default=0)
