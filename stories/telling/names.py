"""Personal names that a parent wrote into words of the choice: taken out before the row is made, so that no teller and no log hears them."""

import re
from collections.abc import Mapping

_LETTER = r"[^\W\d_\u3040-\u30ff\u3400-\u9fff]"  # of a script that puts spaces between its words


def taken_out(words: str, names: Mapping[str, str]) -> str:
    """`words` with the code point of each name where the name stood, in capitals or not. Al is not taken out of Also."""
    for point, name in sorted(names.items(), key=lambda entry: -len(entry[1])):
        words = _pattern(name).sub(point, words) if name else words
    return words


def _pattern(name: str) -> re.Pattern[str]:
    before = f"(?<!{_LETTER})" if re.match(_LETTER, name[0]) else ""
    after = f"(?!{_LETTER})" if re.match(_LETTER, name[-1]) else ""
    spaced = r"\s*".join(re.escape(part) for part in name.split())
    return re.compile(before + spaced + after, re.IGNORECASE)
