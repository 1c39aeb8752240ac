"""The fonts as they lie in static/fonts, read as a browser reads the style sheets."""

import re
from functools import cache

import pytest
from django.test import Client
from fontTools.ttLib import TTFont

from deploy.fonts.letters import ALWAYS, HAN, OLDER, ROOT, chosen, ours

FONTS = ROOT / "static/fonts"
FACE = re.compile(r'family:"(?P<family>[^"]+)".*?url\("(?P<file>[^"]+)".*?unicode-range:(?P<ranges>[^}]+)')
KB = 1024


@cache
def faces(sheet: str) -> list[tuple[str, str, frozenset[int]]]:
    text = (FONTS / sheet).read_text()
    return [(face["family"], face["file"], _codes(face["ranges"])) for face in map(FACE.search, text.splitlines()) if face]


def _codes(ranges: str) -> frozenset[int]:
    ends = [[int(end, 16) for end in part.removeprefix("U+").split("-")] for part in ranges.split(",")]
    return frozenset(code for pair in ends for code in range(pair[0], pair[-1] + 1))


def file_of(letter: str, *sheets: str) -> str:
    """The later face wins, as CSS has it."""
    claims = [file for sheet in sheets for family, file, codes in faces(sheet) if family == "Storyteller Kai" and ord(letter) in codes]
    return claims[-1] if claims else ""


@cache
def letters_in(file: str) -> frozenset[int]:
    return frozenset(TTFont(FONTS / file).getBestCmap())


def lacking(letters: set[str], *sheets: str) -> list[str]:
    return sorted(letter for letter in letters if not (file := file_of(letter, *sheets)) or ord(letter) not in letters_in(file))


def test_every_letter_of_our_stories_lies_in_the_slice_that_claims_it():
    assert len(ours()) > 3000
    assert lacking({*ours(), *ALWAYS}, "fonts.css") == [], "make fonts"


def test_every_letter_of_our_stories_in_its_older_form_too():
    older = {form for letter in ours() for way in OLDER for form in HAN.findall(way.convert(letter))}
    assert lacking(older, "fonts.css", "fonts-hant.css") == [], "make fonts"


def test_a_childs_name_is_written_in_the_same_hand():
    assert lacking(set("梓涵子萱雨桐欣怡浩宇诗婷睿昊轩沐宸奕辰"), "fonts.css") == []


def test_each_slice_is_small_and_all_together_too():
    sizes = {path.name: path.stat().st_size for path in FONTS.glob("*.woff2")}
    assert {name: size for name, size in sizes.items() if size > 120 * KB} == {}
    assert sum(sizes.values()) < 3.5 * 1024 * KB
    assert {file for sheet in ("fonts.css", "fonts-hant.css") for _, file, _ in faces(sheet)} == set(sizes)


def test_an_english_page_needs_one_small_slice_for_its_chinese_names():
    files = {file_of(letter, "fonts.css") for letter in chosen()}
    assert len(files) == 1 and (FONTS / files.pop()).stat().st_size < 25 * KB


def test_the_licences_lie_beside_and_no_cut_font_carries_the_kept_name():
    for font in ("lxgw-wenkai", "literata"):
        assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / f"OFL-{font}.txt").read_text()
    names = {str(name) for path in FONTS.glob("kai-*.woff2") for name in TTFont(path)["name"].names if name.nameID in (1, 4, 6)}
    assert names == {"Storyteller Kai", "StorytellerKai"}


@pytest.mark.parametrize("kind", ["kai-*", "literata-*"])
def test_a_browser_may_keep_a_font_for_good(db, kind):
    answer = Client().get(f"/static/fonts/{next(FONTS.glob(kind)).name}")
    assert answer.headers["Content-Type"] == "font/woff2" and "immutable" in answer.headers["Cache-Control"]
