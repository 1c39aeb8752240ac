import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@cache
def parts(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Paper:
    """The colours of one cover. A piece of a part says which by a letter."""

    sheet: str  # S: what lies beneath, and shows through every hole
    far: str  # F: what is far away
    paper: str  # P
    second: str  # A
    body: str  # B: the monster's, one of the two
    other: str  # C: the other one

    def colour(self, letter: str) -> str:
        return {"S": self.sheet, "F": self.far, "P": self.paper, "A": self.second, "B": self.body, "C": self.other}[letter]

    def flat(self, pieces: Iterable[str]) -> str:
        """Cut without the gap that sets a piece off from what lies behind it."""
        return self.cut(pieces).replace(f' stroke="{self.sheet}"/>', "/>")

    def cut(self, pieces: Iterable[str]) -> str:
        """`P M0 0…` fills a path, `P7 M0 0…` draws it as a line of that width, `P @x,y,r` is a disc, `P @x,y,r,r` an oval."""
        return "".join(self._piece(*piece.split(" ", 1)) for piece in pieces)

    def _piece(self, how: str, what: str) -> str:
        colour, width = self.colour(how[0]), how[1:]
        if width:
            gap = (
                f'<path fill="none" stroke="{self.sheet}" stroke-width="{number(float(width) + 6)}" d="{what}"/>'
                if how[0] in "PABC"
                else ""
            )
            return f'{gap}<path fill="none" stroke="{colour}" stroke-width="{width}" d="{what}"/>'
        edge = "" if how[0] in "SF" else f' stroke="{self.sheet}"'
        return f'<{_shape(what)} fill="{colour}"{edge}/>'


def _shape(what: str) -> str:
    if not what.startswith("@"):
        return f'path d="{what}"'
    x, y, *radii = what[1:].split(",")
    size = f'r="{radii[0]}"' if len(radii) == 1 else f'rx="{radii[0]}" ry="{radii[1]}"'
    return f'{"circle" if len(radii) == 1 else "ellipse"} cx="{x}" cy="{y}" {size}'


def number(value: float) -> str:
    """At most one decimal, and no zero too many."""
    return f"{value:.1f}".rstrip("0").rstrip(".").replace("-0.", "-.") or "0"


def put(inside: str, x: float, y: float, scale: float = 1, mirrored: bool = False, turn: float = 0) -> str:
    size = "" if scale == 1 and not mirrored else f" scale({'-' if mirrored else ''}{scale:.2f} {scale:.2f})"
    turned = f" rotate({number(turn)})" if turn else ""
    return f'<g transform="translate({number(x)} {number(y)}){turned}{size}">{inside}</g>' if inside else ""
