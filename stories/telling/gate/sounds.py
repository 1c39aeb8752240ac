"""How the worst words sound, whatever they are written with: 煞人, sha人, sharen."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from stories.models import Verdict
from stories.telling.gate.readings import letters
from stories.telling.gate.words import LISTS


@dataclass(frozen=True)
class Sound:
    """`written`: the word itself, which the other lists judge, and harmless ones of the same sound."""

    said: str
    written: tuple[str, ...]
    reason: str

    def __str__(self) -> str:
        return f"sounds like {self.written[0]}"


def heard(said: str) -> Sound | None:
    """The first of the worst words that is heard in `said`, where nothing harmless of that sound is written."""
    row = letters(said)
    syllables = _syllables(row)
    starts = [0, *accumulate(map(len, syllables))]
    return next((sound for sound in _sounds() if any(_is_heard(sound, row, place, starts) for place in _places(sound, syllables))), None)


def _syllables(row: str) -> list[str]:
    from pypinyin import lazy_pinyin  # 50 MB, which only a process needs where somebody types words of their own

    return [syllable.replace("v", "u") if syllable.startswith(("lv", "nv")) else syllable for syllable in lazy_pinyin(row)]


def _places(sound: Sound, syllables: list[str]) -> Iterator[int]:
    row = "".join(syllables)
    place = row.find(sound.said)
    while place >= 0:
        yield place
        place = row.find(sound.said, place + 1)


def _is_heard(sound: Sound, row: str, place: int, starts: list[int]) -> bool:
    """A word begins and ends with a syllable; in pinyin that was typed in one, it only begins so."""
    if place not in starts:
        return False
    is_pinyin_alone = row.isascii()
    return (is_pinyin_alone or place + len(sound.said) in starts) and not any(word in row for word in sound.written)


@lru_cache
def _sounds() -> tuple[Sound, ...]:
    return tuple(_read((LISTS / "sounds-zh.txt").read_text(encoding="utf-8").splitlines()))


def _read(lines: list[str]) -> Iterator[Sound]:
    reason = ""
    for line in map(str.strip, lines):
        if line.startswith("["):
            reason = Verdict.Reason(line.strip("[]"))
        elif line and not line.startswith("# "):
            word, _, harmless = line.partition(" ~ ")
            yield Sound("".join(_syllables(word)), (word, *(other.strip() for other in harmless.split("|") if other.strip())), reason)
