"""What a parent's few words may be read as, besides what is written: run together, spelt out, with numbers for letters, backwards."""

import codecs
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from stories.telling.fold import fold
from stories.telling.gate.words import Word, load

_LEET = str.maketrans("0134578@$!", "oieastbasi")
_LETTERS = re.compile(r"[^\W_]+")
_SPELT = re.compile(r"\b(?:[a-z0-9][\W_]+){2,}[a-z0-9]\b")
_MIXED = re.compile(r"[a-z]+[0134578@$!][a-z0134578@$!]*|[0134578@$!]+[a-z][a-z0134578@$!]*")
_HAN = re.compile(r"[\u3400-\u9fff]")


def found(name: str, said: str) -> Word | None:
    """The first word of the lists of that name in any reading of `said`."""
    words, plain = load(name), fold(unmarked(said))
    heard = next((word for reading in _meant(plain) if (word := words.find(reading))), None)
    return heard or next((word for reading in _hidden(plain) if (word := words.find(reading)) and len(word.first) > 2), None)


def letters(said: str) -> str:
    """All letters of `said` in one row, folded."""
    return "".join(_LETTERS.findall(fold(unmarked(said))))


@lru_cache(512)
def unmarked(said: str) -> str:
    """Without accents, strokes through letters and what stands around them."""
    parted = unicodedata.normalize("NFKD", said)
    return unicodedata.normalize(
        "NFKC", "".join(letter for letter in parted if unicodedata.category(letter) not in ("Mn", "Me", "Cf", "Co"))
    )


def _meant(plain: str) -> Iterator[str]:
    yield plain
    yield letters(plain) if _HAN.search(plain) else " ".join(_LETTERS.findall(plain))
    yield _SPELT.sub(lambda spelt: "".join(_LETTERS.findall(spelt.group())), plain)
    yield _MIXED.sub(lambda mixed: mixed.group().translate(_LEET), plain)


def _hidden(plain: str) -> Iterator[str]:
    yield plain[::-1]
    if not _HAN.search(plain):
        yield codecs.encode(plain, "rot13")
