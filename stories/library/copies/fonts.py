"""Our letters inside a file: those slices of the fonts that its words need, and no more."""

import base64
import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

_FACE = re.compile(r'@font-face\{(font-family:[^;]+;font-weight:[^;]+);[^}]*?url\("([^"]+)"\)[^}]*?unicode-range:([^};]+)[^}]*\}')
_SHEETS = {"zh-Hant": ("fonts.css", "fonts-hant.css")}


class Face(NamedTuple):
    family: str
    file: str
    letters: frozenset[int]
    rule: str


def faces(text: str, lang: str) -> str:
    """The rules for `text`, each with its file in it."""
    needed: dict[str, Face] = {}
    for letter in set(text):
        # Of the rules of one family that claim a letter, the last has it.
        last = {face.family: face for face in _faces(_SHEETS.get(lang, ("fonts.css",))) if ord(letter) in face.letters}
        needed.update({face.rule: face for face in last.values()})
    return "\n".join(face.rule.replace(f'"{face.file}"', f'"data:font/woff2;base64,{_read(face.file)}"') for face in needed.values())


@lru_cache
def _faces(sheets: tuple[str, ...]) -> tuple[Face, ...]:
    rules = [rule for sheet in sheets for rule in _FACE.finditer((_folder() / sheet).read_text(encoding="utf-8"))]
    return tuple(Face(rule[1], rule[2], _letters(rule[3]), rule[0]) for rule in rules)


def _letters(ranges: str) -> frozenset[int]:
    """U+4E0C-5189,U+20"""
    ends = [part.strip().removeprefix("U+").split("-") for part in ranges.split(",")]
    return frozenset(code for end in ends for code in range(int(end[0], 16), int(end[-1], 16) + 1))


def _read(file: str) -> str:
    return base64.b64encode((_folder() / file).read_bytes()).decode()


def _folder() -> Path:
    return Path(settings.BASE_DIR) / "static/fonts"
