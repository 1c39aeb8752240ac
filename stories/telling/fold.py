"""One spelling for many: letters of the same length, so that a place in the folded text is a place in the text."""

import re
import unicodedata
from functools import lru_cache

from opencc import OpenCC

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_BETWEEN = re.compile(rf"(?<=[{_HAN}])[ \t.·•*_~|/\\+^`'\"-]{{1,2}}(?=[{_HAN}]|\Z)")
# No story needs them, and some hide a word: controls, what is invisible, and private-use letters but those that stand for names.
_UNSEEN = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u2800\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff"
    r"\ufff0-\ufffb\ue005-\uf8ff\ud800-\udfff\U000e0000-\U0010ffff]"
)
ALIKE = dict(zip("аеорсухіѕјԁһոցαοενικρτυχı", "aeopcyxisjdhngaoevikptuxi", strict=True))


def seen(text: str) -> str:
    """`text` without what nobody sees."""
    return _UNSEEN.sub("", text)


def fold(text: str) -> str:
    """Lower case, simplified, half width."""
    return text.translate(_table())


def has_marks_between(text: str) -> bool:
    return bool(_BETWEEN.search(text))


def close_up(text: str) -> tuple[str, list[int]]:
    """Folded `text` without the marks that only stand between two Chinese characters, and the place of each letter in `text`."""
    gaps = [found.span() for found in _BETWEEN.finditer(text)]
    left = set(range(len(text))).difference(*(range(*gap) for gap in gaps))
    places = sorted(left)
    return "".join(text[place] for place in places), places


def _plain(letter: str) -> str:
    """The usual letter for one that looks alike: ｋ, é, 𝐤, ⾃. Whatever becomes more than one stays as it is."""
    parts = unicodedata.normalize("NFKD", letter)
    plain = unicodedata.normalize("NFKC", letter) if len(parts) == 1 else parts[0] if all(map(unicodedata.combining, parts[1:])) else letter
    folded = plain.lower()
    return folded if len(folded) == 1 else letter


@lru_cache(1)
def _table() -> dict[int, str]:
    han = [chr(point) for point in range(0x3400, 0xA000)]
    simple = OpenCC("t2s").convert("\n".join(han)).split("\n")
    table = {ord(many): one for many, one in zip(han, simple, strict=True) if many != one and len(one) == 1}
    for point in (*range(0x41, 0x3400), *range(0xF900, 0xFB00), *range(0xFF00, 0xFFF0), *range(0x1D400, 0x1D800)):
        if (folded := _plain(chr(point))) != chr(point):
            table[point] = table.get(ord(folded), folded)
    return table | {ord(alike): latin for alike, latin in ALIKE.items()} | {ord("’"): "'"}
