"""Where a story stops to ask the child: how it asks, and three answers that are written for it."""

from dataclasses import dataclass

from stories.models import Story, Teller
from stories.telling import material, prompts
from stories.telling.dna import Draws, genes_of
from stories.telling.dna.draws import NIGHTS
from stories.telling.material import Card
from stories.telling.prompts.prompt import Choices
from stories.telling.tellers.builtin import slots

OTHERS = 2  # answers beside the turn that was drawn for the story


@dataclass(frozen=True)
class Fork:
    """`answers`: slug of a turn -> what the hero would do."""

    question: str
    answers: dict[str, str]


def of(story: Story) -> Fork:
    """The same each time, for it was drawn when the story began."""
    return drawn(prompts.choices_of(story), Draws(story.seed, dict(story.dna)))


def drawn(choices: Choices, draws: Draws) -> Fork:
    genes = genes_of(draws, choices.language, choices.year)
    asks = material.fitting(material.load(choices.language).general["ask"], choices.year)
    words = slots.of(choices, genes.monster.name, genes.helper.name)
    cards = [genes.turn, *draws.some("answer", _others(choices, draws, genes.turn), OTHERS)]
    return Fork(draws.one("general/ask", asks).text.format_map(words), {card.slug: card.answer for card in cards})


def stops(story: Story) -> bool:
    """Whether it is told to its turn only. A completion model takes no advice: it tells the whole story, and asks nothing."""
    return story.asks and (story.teller is None or story.teller.style == Teller.Style.CHAT)


def rest(story: Story, told_so_far: str) -> str:
    """How it asks, as far as that was not said yet."""
    asked = f"\n{of(story).question}"
    said = next(length for length in range(len(asked), -1, -1) if told_so_far.endswith(asked[:length]))
    return asked[said:]


def _others(choices: Choices, draws: Draws, turn: Card) -> dict[str, Card]:
    """What can happen in that year, and did not turn a story of this family of late."""
    ago = {slug: draws.memory.ago("turn", slug) for slug in material.load(choices.language).genes["turn"]}
    return {
        slug: card
        for slug, card in material.load(choices.language).genes["turn"].items()
        if card != turn and (ago[slug] or NIGHTS) >= NIGHTS and material.fitting(card.piles["hinge"], choices.year)
    }
