"""A whole story from a prompt's choices: the pieces of its plan, drawn from their piles, their slots filled."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial

from stories.telling import material
from stories.telling.dna import Draws, Genes, genes_of
from stories.telling.material import Material, Pile
from stories.telling.prompts.prompt import Choices
from stories.telling.tellers.builtin import recalled, slots
from stories.telling.tellers.builtin.plan import cut, plan

# How often a tone lets its hero try before it goes well; other tones once.
TRIES = {"striving": 2, "hard": 2, "warm": 0, "bedtime": 0}
TRIES_IN_SHORT = {**TRIES, "striving": 1}  # its beat counts the others
QUIET = ("warm", "bedtime")
GENES = {"trouble": ("monster", "arrives"), "secret": ("monster", "secret"), "mended": ("monster", "mended"), "want": ("want", "want"),
         "granted": ("want", "granted"), "there": ("place", "there"), "paid": ("price", "paid"), "hinge": ("turn", "hinge"), "coda": ("coda", "coda")}  # fmt: skip
POWER = ("arrives", "limit", "play", "try", "again", "solve")
TONE = ("beat", "late", "ending")
_SENTENCE = re.compile(r"[^“”。！？.!?]{14,}(?:[。！？]|[.!?](?=\s))")


def compose(choices: Choices, draws: Draws) -> str:
    """Paragraphs with a line break between them. The same choices and taken cards give the same story; `draws` keeps what is taken."""
    story = Composition(choices, draws)
    joint = "" if choices.language == "zh" else " "
    return "\n".join(joint.join(lines) for lines in story.paragraphs() if lines)


@dataclass(frozen=True)
class Composition:
    choices: Choices
    draws: Draws

    @cached_property
    def genes(self) -> Genes:
        return genes_of(self.draws, self.choices.language, self.choices.year)

    @cached_property
    def material(self) -> Material:
        return material.load(self.choices.language)

    @cached_property
    def slots(self) -> dict[str, str]:
        friend = self.choices.companion.in_language("name", self.choices.language) if self.choices.companion else self.genes.helper.name
        return slots.of(self.choices, self.genes.monster.name, friend)

    @cached_property
    def tries(self) -> int:
        is_short = self.choices.length == "short"
        return (TRIES_IN_SHORT if is_short else TRIES).get(self.tone, 1)

    @cached_property
    def tone(self) -> str:
        return self.choices.tone.slug if self.choices.tone else "any"

    def paragraphs(self) -> Iterator[list[str]]:
        amounts = dict.fromkeys(self.recalled, 1)
        age, half = self.choices.age, self.choices.half
        for paragraph in plan(self.genes.shape, self.choices.length, self.tries, self.tone in QUIET, age, amounts, half):
            yield [line.format_map(self.slots) for piece in paragraph for line in self._told(piece)]

    def _told(self, piece: str) -> list[str]:
        own = partial(self._of_gene, *GENES[piece]) if piece in GENES else self._own.get(piece)
        lines = own() if own else self._drawn(*self._pile(piece))
        if piece == "arrives" and self.choices.length == "short":  # nobody has said yet who the hero is
            return [_INTRODUCED[self.choices.language](line) for line in lines]
        return [_first_sentence(line) for line in lines] if piece in cut(self.choices.length, self.tries) else lines

    @cached_property
    def _own(self) -> Mapping[str, Callable[[], list[str]]]:
        """Pieces that are not simply drawn from a pile of lines."""
        return {"listen": self._listen, "opening": lambda: [self.genes.opening.text], "scene": self._scene, "fact": self._fact,
                "call": self._call, "goodbye": self._goodbye,
            "goodnight": self._goodnight, **{piece: partial(list, lines) for piece, lines in self.recalled.items()}}  # fmt: skip

    @cached_property
    def recalled(self) -> Mapping[str, list[str]]:
        """What of earlier chapters it comes back to, by the piece; nothing in a story outside of a series."""
        return recalled.lines(self.choices, self.draws) if self.choices.recalls else {}

    def _pile(self, piece: str) -> tuple[str, Pile]:
        """The name of the pile, and its lines."""
        if piece in POWER:
            return _of("power", self.choices.power, self.material.power, piece)
        if piece in TONE:
            return _of("tone", self.choices.tone, self.material.tone, piece)
        if piece == "aside":
            return self._pile_of_voice(piece)
        if piece == "helps":
            return self._helps()
        return f"general/{piece}", self.material.general[piece]

    def _helps(self) -> tuple[str, Pile]:
        if self.choices.companion:
            return f"companion/{self.choices.companion.slug}", self.material.companion(self.choices.companion.slug)["helps"]
        return f"helper/{self.genes.helper.slug}", self.genes.helper.piles["helps"]

    def _drawn(self, pile: str, lines: Pile) -> list[str]:
        """The next line of the pile that this story has not told yet; nothing where all are told."""
        self.told[pile] += 1
        fit = material.fitting(lines, self.choices.year)
        return [line.text for line in self.draws.some(pile, fit, self.told[pile])][self.told[pile] - 1 :]

    @cached_property
    def told(self) -> Counter[str]:
        """How many lines of each pile this story has told."""
        return Counter()

    def _of_gene(self, kind: str, piece: str) -> list[str]:
        card = getattr(self.genes, kind)
        fit = material.fitting(card.piles[piece], self.choices.year)
        return [self.draws.in_turn(kind, card.slug, piece, list(card.piles).index(piece), fit).text] if fit else []

    def _listen(self) -> list[str]:
        return self._drawn(*self._pile("listen_all" if self.choices.are_several else "listen")) if self.choices.child else []

    def _goodbye(self) -> list[str]:
        return [] if self.choices.child else self._drawn(*self._pile_of_voice("goodbye"))

    def _goodnight(self) -> list[str]:
        if not self.choices.child:
            return []
        return self._drawn(*(self._pile("goodnight_all") if self.choices.are_several else self._pile_of_voice("goodnight")))

    def _pile_of_voice(self, piece: str) -> tuple[str, Pile]:
        return f"{self.genes.voice.slug}/{piece}", self.genes.voice.piles[piece]

    def _scene(self) -> list[str]:
        return self._now_and_then("scene/true", slots.scenes(self.choices))

    def _fact(self) -> list[str]:
        return self._now_and_then("fact/true", slots.facts(self.choices))

    def _now_and_then(self, piece: str, lines: Pile) -> list[str]:
        """What is true is told once in thirty nights, and then something else."""
        line = self.draws.fresh(piece, lines)
        return [line.text] if line else []

    def _call(self) -> list[str]:
        return [slots.call(self.genes.monster.call, self.choices.language)]


_INTRODUCED: Mapping[str, Callable[[str], str]] = {
    "zh": lambda line: line.replace("{hero}", "{who}{hero}", 1),
    "en": lambda line: re.sub(r"\{hero\}(?= )", "{hero}, {who},", line, count=1),
}


def _first_sentence(line: str) -> str:
    """Where it can stand alone: nobody is in the middle of speaking, and whoever the whole line is about is in it."""
    first = _SENTENCE.match(line)
    if first and len(first[0]) < len(line) and ("{monster}" in first[0].lower() or "{monster}" not in line.lower()):
        return first[0].strip()
    return line


def _of(kind: str, entry: object, piles: Callable[[str], Mapping[str, Pile]], piece: str) -> tuple[str, Pile]:
    slug = getattr(entry, "slug", "any")
    return f"{kind}/{slug}/{piece}", piles(slug).get(piece, {})
