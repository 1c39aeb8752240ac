"""Writes zh_Hant/LC_MESSAGES/django.po: the Chinese catalogue in traditional letters and with the words of Taiwan. `make messages` calls it."""

import re
from pathlib import Path

from opencc import OpenCC

HERE = Path(__file__).parent
SAID = re.compile(r'^(msgstr(?:\[\d\])? )("(?:[^"\\]|\\.)*"(?:\n"(?:[^"\\]|\\.)*")*)', re.M)
CONVERTER = OpenCC("s2twp")
# What the phrases of the converter get wrong, or Taiwan writes otherwise.
MENDS = {"寫明瞭": "寫明了", "一臺": "一台", "賬": "帳", "個人資訊": "個人資料"}
HEAD = '# Storyteller · 說書人: made by locale/traditional.py. Mend the catalogue of zh_Hans, or MENDS there.\nmsgid ""'


def traditional(po: str) -> str:
    """The catalogue with every translation turned, each on one line; what is translated stays."""
    head, rest = po.split("\n\n", 1)
    fields = head[head.index('\nmsgstr ""') :].replace("zh_Hans", "zh_Hant")
    return f"{HEAD}{fields}\n\n{SAID.sub(_turned, rest)}"


def _turned(entry: re.Match[str]) -> str:
    words = CONVERTER.convert(entry[2].replace('"\n"', ""))
    for wrong, right in MENDS.items():
        words = words.replace(wrong, right)
    return entry[1] + words


if __name__ == "__main__":
    made = HERE / "zh_Hant/LC_MESSAGES/django.po"
    made.parent.mkdir(parents=True, exist_ok=True)
    made.write_text(traditional((HERE / "zh_Hans/LC_MESSAGES/django.po").read_text(encoding="utf-8")), encoding="utf-8")
