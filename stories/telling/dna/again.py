"""What a story that is told once more has of the first telling: all that happens in it. How it is said between is drawn anew."""

from stories.telling.dna.genes import DRAWN
from stories.telling.dna.memory import Taken
from stories.telling.dna.twin import SAME

HAPPENS = (*DRAWN, "power", "tone", "companion")  # whose lines say what happens


def kept(taken: Taken) -> Taken:
    return {pile: list(marks) for pile, marks in taken.items() if _is_about(pile) or _kind(pile) in HAPPENS}


def in_plain_words(taken: Taken) -> Taken:
    """Only what it is about, and the lines that its cards have of their own: all others make room for plainer ones."""
    return {pile: marks for pile, marks in kept(taken).items() if _is_about(pile) or _kind(pile) in DRAWN}


def _is_about(pile: str) -> bool:
    return pile in SAME or pile.startswith("title ")


def _kind(pile: str) -> str:
    return pile.partition("/")[0]
