"""`make fonts`: cuts the fonts of the house into slices that a page asks for as it needs them; writes static/fonts.

A cut font is another font, so it has a name of its own: LXGW asks that "LXGW" and "霞鹜" stay with the whole one.
"""

import shutil
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from fontTools.pens.boundsPen import BoundsPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem

from deploy.fonts.letters import ALWAYS, ROOT, simplified, traditional

SOURCES = Path(__file__).parent / "node_modules/@fontsource"
# The middle one of three weights: the thin ones fade on a small screen.
KAI = SOURCES / "lxgw-wenkai/files/lxgw-wenkai-latin-700-normal.woff2"
FONTS = ROOT / "static/fonts"
NAME = "Storyteller Kai"
UNITS = 512  # an em; a letter of 30 px on a sharp screen has 90, and each unit less is a lighter file
NOT_OURS = ["FFTM", "BASE", "GDEF", "GSUB", "GPOS", "gasp", "feat", "morx", "prop", "bsln", "vhea", "vmtx", "GlyphOrder"]
OPENING, CLOSING = "“‘", "”’"
HEAD = "/* Written by `make fonts`. Of rules that both claim a letter the later one has it: first the wide ranges of what is seldom. */\n"


def main() -> None:
    shutil.rmtree(FONTS, ignore_errors=True)
    FONTS.mkdir()
    for font in ("lxgw-wenkai", "literata"):
        shutil.copy(SOURCES / font / "LICENSE", FONTS / f"OFL-{font}.txt")
    common, rest = simplified()
    common[1] = [*ALWAYS, *common[1]]
    often, seldom = traditional({letter for part in [*common, *rest] for letter in part})
    _write("fonts.css", [*_kai("seldom", rest, wide=True), *_latin(), *_kai("kai", common)])
    _write("fonts-hant.css", [*_kai("old-seldom", seldom), *_kai("old", often)])


def _kai(kind: str, parts: list[list[str]], wide: bool = False) -> list[str]:
    return [_slice(f"{kind}-{number:02}", letters, wide) for number, letters in enumerate(parts)]


def _slice(name: str, letters: list[str], wide: bool) -> str:
    """`wide` claims everything between its first letter and its last: a short line, for the rules that stand before all others."""
    codes = sorted(map(ord, letters))
    said = f"U+{codes[0]:X}-{codes[-1]:X}" if wide else _ranges(codes)
    return _face(NAME, "400 500", _keep(name, _cut(letters)), said)


def _latin() -> list[str]:
    files = {weight: SOURCES / f"literata/files/literata-latin-{weight}-normal.woff2" for weight in (400, 700)}
    said = _ranges(sorted(TTFont(files[400]).getBestCmap()))
    kept = {weight: _keep(f"literata-{weight}", path.read_bytes()) for weight, path in files.items()}
    # Latin letters are of other widths in every font: a late one moves whole lines, so it waits for the next page.
    return [_face("Literata", str(weight), file, said, "optional") for weight, file in kept.items()]


@cache
def _whole() -> bytes:
    """Unpacked once: that takes longer than any cut."""
    font, file = TTFont(KAI, recalcTimestamp=False), BytesIO()
    font.flavor = None
    font.save(file)
    return file.getvalue()


def _cut(letters: list[str]) -> bytes:
    font = TTFont(BytesIO(_whole()), lazy=True, recalcTimestamp=False)
    cutter = Subsetter(Options(layout_features=[], hinting=False, notdef_outline=True, name_IDs=[0, 13, 14], drop_tables=NOT_OURS))
    cutter.populate(text="".join(letters))
    cutter.subset(font)
    _widen(font)
    scale_upem(font, UNITS)
    for place, words in ((1, NAME), (2, "Regular"), (4, NAME), (6, NAME.replace(" ", ""))):
        font["name"].setName(words, place, 3, 1, 0x409)
    font["OS/2"].usWeightClass = 400
    font.flavor = "woff2"
    file = BytesIO()
    font.save(file)
    return file.getvalue()


def _widen(font: Any) -> None:
    """Chinese quotation marks take a whole square, as other Chinese fonts have them: nothing moves when this one arrives."""
    glyphs, names = font["glyf"], font.getBestCmap()
    for mark in OPENING + CLOSING:
        if name := names.get(ord(mark)):
            pen = BoundsPen(font.getGlyphSet())
            font.getGlyphSet()[name].draw(pen)
            left = 1000 - 90 - pen.bounds[2] if mark in OPENING else 90 - pen.bounds[0]
            glyphs[name].coordinates.translate((left, 0))
            glyphs[name].recalcBounds(glyphs)
            font["hmtx"][name] = (1000, glyphs[name].xMin)


def _keep(name: str, file: bytes) -> str:
    """Named after what it holds, so that a browser may keep it for good."""
    name = f"{name}.{sha256(file).hexdigest()[:12]}.woff2"
    (FONTS / name).write_bytes(file)
    return name


def _ranges(codes: list[int]) -> str:
    runs: list[list[int]] = []
    for code in codes:
        if runs and runs[-1][1] == code - 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return ",".join(f"U+{first:X}" if first == last else f"U+{first:X}-{last:X}" for first, last in runs)


def _face(family: str, weight: str, file: str, ranges: str, display: str = "swap") -> str:
    source = f'url("{file}") format("woff2")'
    return f'@font-face{{font-family:"{family}";font-weight:{weight};font-display:{display};src:{source};unicode-range:{ranges}}}'


def _write(name: str, faces: list[str]) -> None:
    (FONTS / name).write_text(HEAD + "\n".join(faces) + "\n", encoding="utf-8")
    print(f"{name}: {len(faces)} slices")


if __name__ == "__main__":
    main()
