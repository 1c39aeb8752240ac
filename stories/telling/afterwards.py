"""After the story: one thing to talk about, and the seed of tomorrow's chapter."""

from dataclasses import dataclass

from stories.models import Story
from stories.telling import material, prompts
from stories.telling.dna import Draws, genes_of
from stories.telling.prompts.prompt import Choices
from stories.telling.tellers.builtin import slots


@dataclass(frozen=True)
class Afterwards:
    """`question`: for a parent and a child. `tomorrow`: a door that the next chapter may go through."""

    question: str
    tomorrow: str


def of(story: Story) -> Afterwards:
    """The same each time, for it was drawn when the story began."""
    return drawn(prompts.choices_of(story), Draws(story.seed, dict(story.dna)))


def drawn(choices: Choices, draws: Draws) -> Afterwards:
    lines, genes = material.load(choices.language).general, genes_of(draws, choices.language, choices.year)
    words = slots.of(choices, genes.monster.name, genes.helper.name)
    told = {piece: draws.one(piece, material.fitting(lines[piece], choices.year)).text for piece in ("question", "tomorrow")}
    return Afterwards(**{piece: line.format_map(words) for piece, line in told.items()})
