"""Which letters the fonts hold, and which of them lie together in one slice."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import opencc

ROOT = Path(__file__).resolve().parent.parent.parent
OURS = ("stories/telling/material/zh/**/*.toml", "stories/catalogue/seed/**/*.toml", "locale/zh_Hans/**/*.po")
ALWAYS = [chr(code) for code in range(0x20, 0x7F)] + list(
    "·×‘’“”—…、。《》〈〉「」『』【】！（），：；？～āáǎàōóǒòēéěèīíǐìūúǔùüǖǘǚǜńňǹḿĀÁǍÀŌÓǑÒĒÉĚÈ"
)
HAN = re.compile("[㐀-鿿]")
BRAND = "说书人真简体繁體中文"  # what stands in Chinese on every English page; the names of the choices come with it
# The more seldom letters are, the fewer lie together: most of a slice should be letters that a page wants.
SIZES = (420, *[150] * 2, *[100] * 5)
SELDOM, STRANGE = 60, 150
SIMPLER, OLDER = opencc.OpenCC("t2s"), [opencc.OpenCC(way) for way in ("s2t", "s2tw", "s2hk")]


def ours() -> Counter[str]:
    """Of each letter, in how many lines of our own it stands."""
    lines = (line for pattern in OURS for path in sorted(ROOT.glob(pattern)) for line in path.read_text(encoding="utf-8").splitlines())
    return Counter(letter for line in lines for letter in sorted(set(HAN.findall(line))))


def chosen() -> list[str]:
    """The Chinese letters of an English choose page: a slice of their own, so that it does not ask for a hundred kilobytes."""
    seed = ROOT / "stories/catalogue/seed"
    cards = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(seed.glob("dynasties/*.toml"))]
    for kind in ("powers", "tones"):
        cards += tomllib.loads((seed / f"{kind}.toml").read_text(encoding="utf-8"))[kind]
    return list(dict.fromkeys(HAN.findall(BRAND + "".join(card["name_zh"] for card in cards))))


def known(encoding: str, firsts: range) -> list[str]:
    """A table of letters that a country made for its printers."""
    pairs = (bytes([first, second]) for first in firsts for second in range(0x40, 0xFF))
    return [letter for pair in pairs if HAN.fullmatch(letter := pair.decode(encoding, "ignore"))]


def simplified() -> tuple[list[list[str]], list[list[str]]]:
    """What stands in our own stories, the commonest first; and the rest of GB 2312, by code point."""
    brand = chosen()
    often = [letter for letter, _ in ours().most_common() if letter not in brand]
    rest = sorted(set(known("gb2312", range(0xB0, 0xF8))) - {*often, *brand})
    return [brand, *cut(often, SIZES, SELDOM)], cut(rest, (), STRANGE)


def traditional(known_already: set[str]) -> tuple[list[list[str]], list[list[str]]]:
    """What the letters of our own stories are in 繁體, the commonest first; and of the letters beside them, by code point."""
    count = ours()
    forms = Counter[str]()
    for letter, times in count.items():
        for form in {way.convert(letter) for way in OLDER}:
            forms[form] += times
    big5 = [form for form in known("big5", range(0xA4, 0xF9)) if SIMPLER.convert(form) in known_already]
    others = {form for letter in known_already for way in OLDER for form in HAN.findall(way.convert(letter))}
    often = [form for form, _ in forms.most_common() if form not in known_already and HAN.fullmatch(form)]
    rest = sorted({*big5, *others} - known_already - set(often))
    return cut(often, (300, 150, 150), 100), cut(rest, (), STRANGE)


def cut(letters: list[str], sizes: tuple[int, ...], then: int) -> list[list[str]]:
    return [part for part in _cut(letters, sizes, then) if part]


def _cut(letters: list[str], sizes: tuple[int, ...], then: int) -> Iterator[list[str]]:
    at = 0
    for size in sizes:
        yield letters[at : at + size]
        at += size
    for start in range(at, len(letters), then):
        yield letters[start : start + then]
