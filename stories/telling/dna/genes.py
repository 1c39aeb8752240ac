from collections.abc import Mapping
from dataclasses import dataclass

from stories.telling import material
from stories.telling.dna.draws import Draws
from stories.telling.dna.memory import Taken
from stories.telling.material.lines import Card, Line
from stories.telling.material.material import Voice

SHAPES = {"gift": "gift", "known": "known", "trouble": "trouble"}  # what comes first: the power, a power long had, or the trouble
DRAWN = ("want", "place", "monster", "price", "turn", "helper", "coda")
GENES = (*DRAWN, "voice", "shape")


@dataclass(frozen=True)
class Genes:
    """What one story is made of, beside its hero, in one language."""

    voice: Voice
    form: str
    opening: Line
    shape: str
    want: Card
    place: Card
    monster: Card
    price: Card
    turn: Card
    helper: Card
    coda: Card


def genes_of(draws: Draws, language: str, year: int | None) -> Genes:
    """`year`: when the story plays; nothing is drawn that was not there yet."""
    lines = material.load(language)
    drawn = {kind: draws.one(kind, lines.genes[kind]) for kind in DRAWN}
    voice = draws.one("voice", lines.voices)
    opening = draws.one(f"opening/{voice.slug}", material.fitting(voice.openings, year))
    form = voice.forms[draws.taken[f"opening/{voice.slug}"][0]]
    return Genes(voice=voice, form=form, opening=opening, shape=draws.one("shape", SHAPES), **drawn)


def described(taken: Taken, language: str) -> list[tuple[str, str]]:
    """Each gene that was drawn, and what it says; for curators."""
    lines = material.load(language)
    cards: dict[str, Mapping[str, Card | Voice]] = {**lines.genes, "voice": lines.voices}
    drawn = [(kind, marks[0]) for kind, marks in taken.items() if kind in (*DRAWN, "voice") and marks]
    briefs = [(kind, mark, cards[kind].get(mark)) for kind, mark in drawn]
    said = [(kind, f"{card.brief} ({mark})" if card else mark) for kind, mark, card in briefs]
    return said + [(kind, ", ".join(taken[kind])) for kind in ("hero", "shape") if kind in taken]
