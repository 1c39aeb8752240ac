"""What is wrong by its length: another language, or a number as telephones have it."""

import re

from stories.models import Verdict
from stories.telling.gate.words import Word

_LANGUAGE, _PRIVATE = Verdict.Reason.LANGUAGE, Verdict.Reason.PRIVATE
_OTHERS = "\u0400-\u04ff\u0590-\u06ff\u0900-\u0e7f\u3040-\u30ff\uac00-\ud7af"
# Letters of a kind, with what stands between them, and how many in a row a story may hold: a name, an exclamation.
_RUNS = {
    "zh": [("a-zà-ÿā-ž", " ,.'\"-", 24, _LANGUAGE), (_OTHERS, "", 3, _LANGUAGE), ("0-9", " -", 8, _PRIVATE)],
    "en": [("\u4e00-\u9fff", ",。!?、“”", 6, _LANGUAGE), (_OTHERS, "", 3, _LANGUAGE), ("0-9", " -", 8, _PRIVATE)],
}
LOOKS_BACK = 25  # characters: one more than the longest that may stand


class Runs:
    """For stories in one language; texts are folded."""

    def __init__(self, language: str) -> None:
        runs = _RUNS[language]
        self.any = re.compile("[" + "".join(letters for letters, *_ in runs) + "]")
        self.many = [(re.compile(f"[{letters}][{letters}{between}]{{{few},}}"), reason) for letters, between, few, reason in runs]
        self.last = [re.compile(f"[{letters}][{letters}{between}]{{0,{few - 1}}}$") for letters, between, few, _ in runs]

    def judge(self, text: str, after: int, new: int) -> tuple[Word | None, int]:
        """What is too many and ends behind place `after`, and how many characters at the end of `text` would be with what may come.

        Only the last `new` characters were not judged before, and none of those before is held.
        """
        if not self.any.search(text, max(0, len(text) - new)):
            return None, 0
        hits = (Word((found.group(),), reason) for many, reason in self.many for found in many.finditer(text) if found.end() > after)
        return next(hits, None), max((len(found.group()) for last in self.last if (found := last.search(text))), default=0)
