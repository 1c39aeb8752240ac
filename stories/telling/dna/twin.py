"""The same story in the other language: what was drawn for the first telling, as the second has it."""

from stories.telling import material
from stories.telling.dna.genes import DRAWN
from stories.telling.dna.memory import Taken
from stories.telling.material import Material

SAME = (*DRAWN, "voice", "shape", "hero", "rescued")  # what a story is about goes by the same mark in all languages


def in_language(taken: Taken, first: str, second: str) -> Taken:
    """A gene's own lines go by their place, for they are the same moments told twice. All other lines are drawn anew."""
    there, here = material.load(first), material.load(second)
    same = {pile: list(marks) for pile, marks in taken.items() if pile in SAME}
    lines = {pile: _in_place(pile, marks, there, here) for pile, marks in taken.items() if pile.partition("/")[0] in DRAWN and "/" in pile}
    return same | {pile: marks for pile, marks in lines.items() if marks}


def _in_place(pile: str, marks: list[str], there: Material, here: Material) -> list[str]:
    said, told = _lines(pile, there), _lines(pile, here)
    if len(said) != len(told):
        return []
    return [told[said.index(mark)] for mark in marks if mark in said]


def _lines(pile: str, words: Material) -> list[str]:
    """The marks of a pile `monster/echo/arrives`, or `helper/potter` whose one piece has no name."""
    kind, slug, piece = [*pile.split("/"), "helps"][:3]
    card = words.genes[kind].get(slug)
    return list(card.piles.get(piece, {})) if card else []
