"""Personal names that a parent wrote into words of the choice: taken out before the row is made, so that no teller and no log hears them."""

import re
from collections.abc import Iterator, Mapping

from stories.telling.fold import fold

_LETTER = r"[^\W\d_\u3040-\u30ff\u3400-\u9fff]"  # of a script that puts spaces between its words
_SEVERAL = re.compile(r"\s*(?:[、,&]|\band\b)\s*")
_BETWEEN = r"[\s·.\-]*"


def taken_out(words: str, names: Mapping[str, str]) -> str:
    """`words` with the code point of each name where the name stood, in whatever case, accent or spacing. Al is not taken out of Also.

    Of several children each name stands for all of them.
    """
    parts = [(part, point) for point, name in names.items() for part in _parts(fold(name))]
    for part, point in sorted(parts, key=lambda entry: -len(entry[0])):
        for found in reversed(list(_pattern(part).finditer(fold(words)))):
            words = words[: found.start()] + point + words[found.end() :]
    return words


def _parts(name: str) -> Iterator[str]:
    yield from filter(None, {name.strip(), *(part.strip() for part in _SEVERAL.split(name))})


def _pattern(name: str) -> re.Pattern[str]:
    before = f"(?<!{_LETTER})" if re.match(_LETTER, name[0]) else ""
    after = f"(?!{_LETTER})" if re.match(_LETTER, name[-1]) else ""
    dot = r"\.?" if name.endswith(".") else ""
    pieces = [piece for word in re.split(_BETWEEN.replace("*", "+"), name) for piece in ([word] if word.isascii() else list(word)) if piece]
    return re.compile(before + _BETWEEN.join(map(re.escape, pieces)) + dot + after)
