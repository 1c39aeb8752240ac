"""What a teller was told about how to tell: no story says it."""

import re
from collections.abc import Iterator

from stories.telling.prompts import SYSTEMS

_BREAKS = re.compile(r"[\n。；：.;:]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
SHORTEST, LONGEST = {"zh": 8, "en": 24}, {"zh": 16, "en": 40}  # characters; a shorter clause may stand in any story


def clauses() -> Iterator[str]:
    """The beginning of each clause of all system prompts."""
    for system in SYSTEMS:
        for clause in filter(None, map(str.strip, _BREAKS.split(system))):
            language = "zh" if _HAN.search(clause) else "en"
            if len(clause) >= SHORTEST[language]:
                yield _beginning(clause, LONGEST[language])


def _beginning(clause: str, longest: int) -> str:
    """No longer than `longest`, and no word cut."""
    if len(clause) <= longest or _HAN.search(clause):
        return clause[:longest]
    return clause[: longest + 1].rpartition(" ")[0]
