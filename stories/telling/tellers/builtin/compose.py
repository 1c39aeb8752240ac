"""A whole story from a prompt's choices: the pieces in their order, drawn by the deck, their slots filled."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from stories.models import Companion
from stories.telling.prompts import Prompt
from stories.telling.prompts.prompt import Choices
from stories.telling.tellers.builtin import material, slots
from stories.telling.tellers.builtin.deck import Deck
from stories.telling.tellers.builtin.material import Material, Pools

JOURNEYS = {"short": 0, "medium": 2, "long": 4}
# How many cards of a pile a turn may take at the most, whatever is chosen in it: neighbours in time never share one.
EACH_TURN = {"journey": 4, "try": 2}


def compose(prompt: Prompt) -> str:
    """Paragraphs with a line break between them. The same choices, seed and turn give the same story."""
    story = Composition(prompt.choices)
    joint = "" if prompt.choices.language == "zh" else " "
    return "\n".join(joint.join(lines) for lines in story.paragraphs() if lines)


@dataclass(frozen=True)
class Composition:
    choices: Choices

    @cached_property
    def deck(self) -> Deck:
        return Deck(self.choices.seed, self.choices.turn)

    @cached_property
    def material(self) -> Material:
        return material.load(self.choices.language)

    @cached_property
    def power(self) -> Pools:
        return self.material.power(self.choices.power.slug if self.choices.power else "any")

    @cached_property
    def tone(self) -> Pools:
        return self.material.tone(self.choices.tone.slug if self.choices.tone else "any")

    @cached_property
    def companion(self) -> Companion | None:
        drawn = self.choices.companions
        return self.choices.companion or (self.deck.one("companion", drawn) if drawn else None)

    @cached_property
    def monster(self) -> Pools:
        return self.deck.one("monster", self.material.monsters)

    @cached_property
    def slots(self) -> dict[str, str]:
        return slots.of(self.choices, self.monster["name"], self.companion)

    def paragraphs(self) -> Iterator[list[str]]:
        yield [*self._listen(), self._general("opening"), *self._scene()]
        yield [self._general("intro"), self._power("arrives"), self._power("limit")]
        yield [self._monster("arrives"), *self._journeys()]
        yield self._tries()
        yield [self._companion(), self._power("solve")]
        yield [self._monster("secret")]
        yield [self._general("craft"), self._monster("mended")]
        yield [self._tone("ending"), self._goodbye()]

    def _listen(self) -> list[str]:
        return [self._general("listen")] if self.choices.child else []

    def _scene(self) -> list[str]:
        scenes = slots.scenes(self.choices)
        return [self.deck.one("scene", scenes)] if scenes else []

    def _journeys(self) -> list[str]:
        return self._several("journey", "journey", self.material.general["journey"], JOURNEYS[self.choices.length])

    def _several(self, piece: str, pile: str, lines: list[str], number: int) -> list[str]:
        return [self._fill(line) for line in self.deck.draw(pile, lines, number, EACH_TURN[piece])]

    def _tries(self) -> list[str]:
        """What goes wrong, with the tone's own beat behind the first try, or alone where nothing is tried."""
        tries = self._several("try", f"{self._power_pile}/try", self.power["try"], self.tone["tries"])
        return [*tries[:1], self._tone("beat"), *tries[1:]]

    def _goodbye(self) -> str:
        return self._general("goodnight" if self.choices.child else "goodbye")

    def _general(self, piece: str) -> str:
        return self._fill(self.deck.one(piece, self.material.general[piece]))

    def _power(self, piece: str) -> str:
        return self._fill(self.deck.one(f"{self._power_pile}/{piece}", self.power[piece]))

    def _tone(self, piece: str) -> str:
        return self._fill(self.deck.one(f"{self._tone_pile}/{piece}", self.tone[piece]))

    def _monster(self, piece: str) -> str:
        """What it wants and how its wish comes true are written in pairs, so one draw decides both."""
        return self._fill(self.deck.one(self.monster["slug"], self.monster[piece]))

    def _companion(self) -> str:
        slug = self.companion.slug if self.companion else "any"
        return self._fill(self.deck.one(f"{slug}/helps", self.material.companion(slug)["helps"]))

    @property
    def _power_pile(self) -> str:
        return self.choices.power.slug if self.choices.power else "any power"

    @property
    def _tone_pile(self) -> str:
        return self.choices.tone.slug if self.choices.tone else "any tone"

    def _fill(self, line: str) -> str:
        return line.format_map(self.slots)
