"""Which pieces a story has, in which order: by its shape, length, tone and the age of whoever listens."""

from collections.abc import Iterator, Mapping

Amounts = Mapping[str, int]

BEGINNINGS = {
    "gift": [["listen", "opening", "scene"], ["came_of_it"], ["intro", "want", "arrives", "named", "limit", "play"], ["trouble", "crowd"]],
    "known": [["listen", "opening", "scene"], ["came_of_it"], ["gift", "want", "limit", "play"], ["trouble", "crowd"]],
    "trouble": [["listen", "opening", "scene"], ["came_of_it"], ["trouble", "crowd"], ["gift", "want", "limit", "play"]],
}
REST = [
    ["on_the_way"],
    ["refrain", "journey", "there"],
    ["try", "beat", "aside"],
    ["talk", "fact"],
    ["again", "late", "quarrel"],
    ["night", "musing"],
    ["lends_a_hand"],
    ["helps"],
    ["hinge", "solve", "call"],
    ["secret"],
    ["mended", "craft", "after"],
    ["comes_by"],
    ["granted", "paid"],
    ["coda", "ending", "goodbye", "goodnight"],
]
TURN = REST.index(["helps"])  # here a story that asks stops, and its next part begins with what the child chose
HALVES = {"": REST, "asks": [*REST[:TURN], ["ask"]], "answer": [["hinge"], ["helps"], ["solve", "call"], *REST[TURN + 2 :]]}
SHORT = dict.fromkeys(
    ("listen", "opening", "gift", "trouble", "try", "beat", "again", "solve", "secret", "mended", "ending", "goodnight"), 1
)
MEDIUM = {**SHORT, **dict.fromkeys(("scene", "intro", "arrives", "named", "want", "limit", "late", "granted", "goodbye"), 1)}
LONG = {
    **MEDIUM,
    **dict.fromkeys(("play", "there", "aside", "night", "helps", "hinge", "craft", "paid", "coda", "crowd", "quarrel", "talk", "after"), 1),
    "journey": 2,
}
LENGTHS = {"short": SHORT, "medium": MEDIUM, "long": LONG}

AGES: Mapping[str, Mapping[str, Amounts]] = {
    "3-5": {
        "short": {"refrain": 1, "call": 1},
        "medium": {"refrain": 1, "call": 1, "limit": 0, "late": 0},
        "long": {"refrain": 2, "call": 1, "limit": 0, "paid": 0, "quarrel": 0},
    },
    "6-8": {},
    "9-12": {"short": {}, "medium": {"musing": 1, "fact": 1, "there": 0}, "long": {"musing": 1, "fact": 1, "aside": 0}},
}
# What a tone does without. Bedtime has no crowd and nothing to argue about; where nothing is tried, nothing goes wrong again.
QUIET = ("crowd", "quarrel")


def plan(
    shape: str, length: str, tries: int, is_quiet: bool, age: str, recalled: Amounts | None = None, half: str = ""
) -> Iterator[list[str]]:
    """Paragraphs of pieces; a piece stands there as often as it is told. `recalled`: the pieces that come back to earlier chapters.
    `half`: of a story that `asks`, or behind the `answer`."""
    if half and length == "short":
        tries = min(tries, 1)  # the question and the turn need the room
    if length == "short" and tries > 1 and shape == "gift":
        shape = "known"  # how a power comes is a scene of its own, and there is no room for it
    amounts = {**_amounts(shape, length, tries, is_quiet, age), **(recalled or {})}
    if half:
        amounts |= {"ask": 1, "hinge": 1}
    if half and length == "short":
        amounts |= {"named": 0, "limit": 0}
    for pieces in [*([] if half == "answer" else BEGINNINGS[shape]), *HALVES[half]]:
        yield [piece for piece in pieces for _ in range(amounts.get(piece, 0))]


def cut(length: str, tries: int) -> set[str]:
    """What a short story tells in its first sentence only; where anything goes wrong, there is less room."""
    if length != "short":
        return set()
    return {"trouble", "mended"} if tries else {"trouble"}


def _amounts(shape: str, length: str, tries: int, is_quiet: bool, age: str) -> Amounts:
    amounts = {**LENGTHS[length], **AGES[age].get(length, {})}
    if not tries and length != "short":  # where others tell of trying
        amounts |= {"there": 1, "helps": 1, "hinge": 1}
    if length == "short" and tries < 2:
        amounts |= {"arrives": 1, "named": 1, "gift": 0} if shape == "gift" else {"limit": 1}
    left_out = {"try": tries < 1, "again": tries < 2, **dict.fromkeys(QUIET, is_quiet)}
    return {piece: number for piece, number in amounts.items() if not left_out.get(piece)}
