"""What stands around a character: how it is read, or written in 繁體, depends on that and on nothing else.

So a text that is still being told is sure up to a place that only grows, and a reader who comes back hears the same again.
"""

import re

AROUND = 6  # code points on either side
EDGE = "|"  # stands for the mark that ends a run of words
_MARK = re.compile(r"[^\w\ue000-\uf8ff]")


def around(text: str, place: int) -> tuple[str, str]:
    """Up to `AROUND` code points of the same run of words before `place` and behind it, with an EDGE where the run ends there."""
    start, end = max(0, place - AROUND), place + 1 + AROUND
    before, behind = text[start:place], text[place + 1 : end]
    marks = [found.end() for found in _MARK.finditer(before)]
    mark = _MARK.search(behind)
    left = EDGE + before[max(marks, default=0) :] if marks or not start else before
    right = behind[: mark.start()] + EDGE if mark else behind
    return left, right


def is_settled(text: str, place: int) -> bool:
    """Whether nothing that may yet follow `text` changes what stands around `place`."""
    return len(text) - place > AROUND or _MARK.search(text, place + 1) is not None
