"""Monsters, silly rather than cruel: put together of parts, so that none looks like another."""

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, pi, sin
from random import Random
from typing import Any

from stories.reading.cuts.paper import Paper, number, parts, put

Point = tuple[float, float]
POSES = {"up": (-1, "M0 0Q26 2 30-40", (31, -46)), "wide": (-1, "M0 0Q26 4 46-12", (50, -16)), "down": (-1, "M0 0Q28 6 22 34", (20, 38))}
OWN = ("small", "fringe", "hats", "pot", "kettle", "nest", "bowl", "hole", "trunk", "whistle", "zip")  # only where a story says so
ROOM_FOR_A_BELLY = 130
HELD = "M0 0Q24 6 34-12", (37, -16)
SETS = {"ears": "ears", "crown": "crowns", "eyes": "eyes", "mouth": "mouths", "belly": "bellies", "tail": "tails", "feet": "feet"}


@dataclass(frozen=True)
class Body:
    half: float
    height: float
    square: float
    below: float  # how much wider it is there
    edge: str
    points: int
    legs: float

    @property
    def middle(self) -> float:
        return -self.legs - self.height / 2

    def at(self, turn: float, out: float = 0) -> Point:
        """On the outline, `out` beyond it. A turn of 0 is the right side, a quarter is the lowest point."""
        c, s = cos(turn * 2 * pi), sin(turn * 2 * pi)
        x, y = _round(c, self.square) * (self.half + out), _round(s, self.square) * (self.height / 2 + out)
        return x * (1 + self.below * (y / self.height)), self.middle + y

    def path(self) -> str:
        return EDGES[self.edge](self)


def _round(of: float, square: float) -> float:
    return abs(of) ** (2 / square) * (1 if of > 0 else -1)


def _pair(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"


def _smooth(body: Body) -> str:
    """Through the middles between its points, which themselves pull at the curve."""
    n = body.points
    dots = [body.at(i / n) for i in range(n)]
    between = [((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in zip(dots, dots[1:] + dots[:1], strict=True)]
    return f"M{_pair(between[-1])}" + "".join(f"Q{_pair(dot)} {_pair(then)}" for dot, then in zip(dots, between, strict=True)) + "Z"


def _teeth(out: float) -> Callable[[Body], str]:
    return lambda body: "M" + "L".join(_pair(body.at(i / body.points, out if i % 2 else -2)) for i in range(body.points)) + "Z"


def _lobes(body: Body) -> str:
    n = body.points
    radius = number(1.75 * (body.half + body.height / 2) / n * 1.15)
    return f"M{_pair(body.at(0))}" + "".join(f"A{radius} {radius} 0 0 1 {_pair(body.at(i / n))}" for i in range(1, n + 1)) + "Z"


def _tufts(out: float) -> Callable[[Body], str]:
    def path(body: Body) -> str:
        n = body.points
        tips = [f"Q{_pair(body.at((i + 0.25) / n, 1))} {_pair(body.at((i + 0.7) / n, out))}" for i in range(n)]
        return (
            f"M{_pair(body.at(0))}"
            + "".join(f"{tip}Q{_pair(body.at((i + 0.85) / n, 2))} {_pair(body.at((i + 1) / n))}" for i, tip in enumerate(tips))
            + "Z"
        )

    return path


EDGES: dict[str, Callable[[Body], str]] = {
    "smooth": _smooth,
    "fur": _teeth(8),
    "cloud": _lobes,
    "tuft": _tufts(14),
    "spike": _tufts(24),
    "shag": _tufts(18),
}


def looks(slug: str) -> dict[str, Any]:
    """Which parts it has: what its story says of it, and the rest drawn from its name."""
    chance, table = Random(f"monster/{slug}"), parts("monster_parts")
    drawn: dict[str, Any] = {"body": chance.choice([name for name in table["bodies"] if name not in OWN])}
    drawn |= {part: chance.choice([name for name in table[pile] if name not in OWN]) for part, pile in SETS.items()}
    drawn |= {"arms": chance.choice([*POSES, "up-down"]), "cheeks": chance.choice(["none", "dots", "dots", "coils"]), "thing": "none"}
    drawn |= {"number": chance.choice([1, 2, 2, 2, 2, 3]), "size": chance.uniform(0.85, 1.25), "tall": chance.choice([8, 12, 22])}
    drawn |= {"legs": 2, "heads": 1, "squint": chance.choice([-5, -3, 0, 3, 5]), "skip": chance.choice([0, 0, 1])}
    if drawn["number"] == 1:
        drawn["eyes"] = chance.choice(["round", "ring", "petal", "sleepy", "swirl"])
    if drawn["ears"] != "none" and chance.random() < 0.35:
        drawn["crown"] = "none"
    said = parts("monsters").get(slug, {})
    squat = table["bodies"][said.get("body", drawn["body"])][1] < ROOM_FOR_A_BELLY
    return drawn | ({"belly": "none"} if squat else {}) | said


def monster(slug: str, paper: Paper) -> str:
    """Stands on 0,0."""
    look, table = looks(slug), parts("monster_parts")
    body = _body(look, table)
    order = (_tail, _ears, _feet, _trunk, _crown, _belly, _faces, _arms)
    return "".join(draw(look, table, body, paper) for draw in order)


def room(slug: str) -> Point:
    """How high it is, and how far it reaches to a side."""
    look, table = looks(slug), parts("monster_parts")
    body = _body(look, table)
    above = max(table["heights"].get(look[part], 40) for part in ("crown", "ears"))
    return body.legs + body.height + above, body.half * (1 + body.below / 2) + 62


def _body(look: dict[str, Any], table: dict[str, Any]) -> Body:
    half, height, square, below, edge, points = table["bodies"][look["body"]]
    return Body(half, height, square, below, edge, points, 0 if look["feet"] == "none" else look["tall"])


def _tail(look: dict[str, Any], table: dict[str, Any], body: Body, paper: Paper) -> str:
    x, y = body.at(0.09)
    return put(paper.cut(table["tails"][look["tail"]]), -x + 8, y, mirrored=True)


def _ears(look: dict[str, Any], table: dict[str, Any], body: Body, paper: Paper) -> str:
    x, y = body.at(-0.14, -6)
    ear = paper.cut(table["ears"][look["ears"]])
    return put(ear, x, y) + put(ear, -x, y, mirrored=True)


def _feet(look: dict[str, Any], table: dict[str, Any], body: Body, paper: Paper) -> str:
    if look["feet"] == "none":
        return ""
    foot, many = paper.cut(table["feet"][look["feet"]]), look["legs"]
    places = [body.half * 0.42 * side for side in (-1, 1)] if many == 2 else [body.half * (i / (many - 1) * 2.2 - 1.1) for i in range(many)]
    leg = paper.cut([f"B13 M0-{look['tall'] + 24}V-12"]) if look["tall"] > 14 else ""
    return "".join(put(leg + foot, x, 0, 1 if many == 2 else 0.55, mirrored=x < 0) for x in places)


def _trunk(look: dict[str, Any], table: dict[str, Any], body: Body, paper: Paper) -> str:
    return paper.cut([f"B {body.path()}"])


def _crown(look: dict[str, Any], table: dict[str, Any], body: Body, paper: Paper) -> str:
    crown, top = paper.cut(table["crowns"][look["crown"]]), body.at(-0.25, -4)
    size = min(1.1, body.half / 56)
    if look["crown"] == "fringe":
        return ""
    return put(crown, top[0], top[1], size)


def _belly(look: dict[str, Any], table: dict[str, Any], body: Body, paper: Paper) -> str:
    return put(paper.cut(table["bellies"][look["belly"]]), 0, body.middle + body.height * 0.34, min(0.85, body.half / 72))


def _faces(look: dict[str, Any], table: dict[str, Any], body: Body, paper: Paper) -> str:
    y = body.middle - body.height * 0.2
    if look["heads"] == 1:
        return put(_face(look, table, body, paper), 0, y)
    other = {**look, "eyes": "closed", "mouth": "wavy", "number": 2}
    return put(_face(look, table, body, paper), -body.half * 0.46, y, 0.62, turn=-8) + put(
        _face(other, table, body, paper), body.half * 0.46, y, 0.62, turn=8
    )


def _face(look: dict[str, Any], table: dict[str, Any], body: Body, paper: Paper) -> str:
    wide, face = body.half * 0.4, min(1.15, body.half / 52)
    eyes = [(0.0, 1.35)] if look["number"] == 1 else [(-wide, look["size"]), (wide, 2.1 - look["size"])]
    eyes += [(0, 0.8)] if look["number"] == 3 else []
    seen = "".join(_eye(look, table, paper, x, -22 * (len(eyes) == 3 and x == 0), size * face) for x, size in eyes)
    mouth = put(paper.cut(table["mouths"][look["mouth"]]), 0, 32 * face, 0.76 * face)
    fringe = put(paper.cut(table["crowns"]["fringe"]), 0, -24, face) if look["crown"] == "fringe" else ""
    return seen + mouth + _cheeks(look, wide * 1.32, 22 * face, paper) + fringe


def _eye(look: dict[str, Any], table: dict[str, Any], paper: Paper, x: float, y: float, size: float) -> str:
    squint = look["squint"] if x <= 0 else -look["squint"]
    pieces = [piece.replace("X", str(squint)).replace("Y", str(abs(look["squint"]) - 2)) for piece in table["eyes"][look["eyes"]]]
    return put(paper.cut(pieces), x, y, size)


def _cheeks(look: dict[str, Any], x: float, y: float, paper: Paper) -> str:
    kinds = {"none": [], "dots": ["C @0,0,7"], "coils": ["S4 M0 0q4 0 3-4t-8-3-3 10 10 3"], "big": ["C @0,0,13", "S3 M-6-3l4 6M1-3l4 6"]}
    cheek = paper.cut(kinds[look["cheeks"]])
    return put(cheek, -x, y) + put(cheek, x, y, mirrored=True)


def _arms(look: dict[str, Any], table: dict[str, Any], body: Body, paper: Paper) -> str:
    x, y = body.at(0.02, -6)
    poses = {"up-down": ("up", "down"), "many": ("up", "wide"), "tiny": ("tiny", "tiny")}.get(look["arms"], (look["arms"],) * 2)
    left = put(_arm(poses[0], paper), -x, y, mirrored=True)
    more = put(_arm("down", paper), -x, y + 22, 0.9, True) + put(_arm("wide", paper), x, y + 22, 0.9) if look["arms"] == "many" else ""
    if look["thing"] == "none":
        return more + left + put(_arm(poses[1], paper), x, y)
    line, hand = HELD
    thing = put(paper.cut(table["things"][look["thing"]]), hand[0] + 4, hand[1], 0.95)
    return more + left + put(thing + _limb(line, hand, paper), x, y)


def _arm(pose: str, paper: Paper) -> str:
    if pose == "tiny":
        return _limb("M0 0Q10 2 14-6", (16, -8), paper)
    return _limb(POSES[pose][1], POSES[pose][2], paper)


def _limb(line: str, hand: Point, paper: Paper) -> str:
    x, y = hand
    claws = f"S4 M{x - 6} {y - 12}v7M{x + 1} {y - 13}v7M{x + 8} {y - 11}v7"
    return paper.cut([f"B {_paw(x, y)}", f"B13 {line}", claws])


def _paw(x: float, y: float) -> str:
    return f"M{x - 13} {y}a13 13 0 1 0 26 0a13 13 0 1 0-26 0Z"
