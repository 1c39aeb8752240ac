from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from stories.models import Companion, Dynasty, Fact, Hero, Power, Story, Tone
from stories.spending.payer import asked_by
from stories.telling.dna import Draws, Taken
from stories.telling.wishes import Wishes


@dataclass(frozen=True)
class Prompt:
    """What a teller is asked. `system` and `user` for chat models, `short` for completion models trained on it,
    `choices` for the built-in teller, which needs no words to be told what is wanted."""

    version: str
    system: str
    user: str
    short: str
    go_on: str
    choices: "Choices"

    @property
    def tokens(self) -> int:
        """How long an answer is asked for, at most."""
        return self.choices.characters * 3

    @property
    def tokens_with_thoughts(self) -> int:
        """The same for a model that may think before it tells: what it thinks is paid for and counted as well."""
        return self.tokens * 2 + 2000


@dataclass(frozen=True)
class Choices:
    """A story's choices as a teller needs them: rows where the catalogue has them, and always the words."""

    language: str
    length: str
    title: str
    seed: str
    dynasty_words: str
    power_words: str
    tone_words: str
    dynasty: Dynasty | None = None
    power: Power | None = None
    tone: Tone | None = None
    hero: Hero | None = None
    companion: Companion | None = None
    facts: tuple[Fact, ...] = ()  # about the hero; each was looked up
    dna: Taken = field(default_factory=dict)  # what was drawn for it
    age: str = "6-8"
    child: str = ""  # the private-use code points that stand for the names of those who listen, said one after another, or nothing
    wishes: Wishes = field(default_factory=Wishes)  # of those who listen
    told: str = ""  # the first telling, where this is to be the same story once more
    how: str = ""  # shorter, longer, easier or funnier than the first; nothing where only the language is another
    chapter: int = 0  # of a series, from 2 on; 0 where the story is no chapter of one or its first
    recalls: tuple[dict[str, Any], ...] = ()  # what of earlier chapters it comes back to; see telling.recalls
    before: str = ""  # the chapter before it, where this is one of a series
    asks: bool = False  # it stops at its turn, and asks the child
    answer: str = ""  # what the child said to that, where this goes on from there
    first_half: str = ""  # what was told up to there
    asked_by: str = ""  # the family, by a name that only an endpoint knows it by

    characters: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "characters", {"short": 300, "medium": 600, "long": 1200}[self.length])

    @property
    def half(self) -> str:
        """Which half of a story that asks the child; nothing where it is whole."""
        return "asks" if self.asks else "answer" if self.answer else ""

    @property
    def year(self) -> int | None:
        """When it plays; None in an era of the parent's own."""
        return self.dynasty.begins if self.dynasty else None

    @property
    def are_several(self) -> bool:
        """Whether more than one child listens."""
        return sum(self.child.count(point) for point in Story.CHILDREN) > 1

    @property
    def draws(self) -> Draws:
        """What was drawn for it; whatever is missing is drawn by its seed."""
        return Draws(self.seed, dict(self.dna), wishes=self.wishes)


_OTHERWISE = {
    "zh": "上一回往下讲的那一句不适合讲给孩子听，已经拿掉了。请换一个温和、安全的走向。",
    "en": "The last sentence that you went on with was not fit for a child, and has been taken out. Let the story turn somewhere gentle and safe instead.",
}


def otherwise(prompt: Prompt) -> Prompt:
    """The same, asked again behind a refused sentence. A completion model is only asked again: it takes no advice."""
    return replace(prompt, user=f"{prompt.user}\n\n{_OTHERWISE[prompt.choices.language]}")


TOLD_ONCE_MORE = (Story.Kin.BESIDE, Story.Kin.RETOLD)


def choices_of(story: Story) -> Choices:
    rows = {name: getattr(story, name) for name in ("dynasty", "power", "tone", "companion")}
    words = {
        name: getattr(story, name)
        for name in ("language", "length", "age", "title", "seed", "dna", "dynasty_words", "power_words", "tone_words", "asks", "answer")
    }
    wishes = Wishes.kept(story.wishes)
    heard: dict[str, Any] = {"facts": _facts(story, wishes), "child": together([*story.children_named], story.language)}
    half = {"first_half": _text_of(story.parts[:-1])}
    more = {**heard, **half, **_first(story), **_of_series(story)}
    return Choices(**rows, **words, **more, hero=_hero(story), wishes=wishes, asked_by=asked_by(story.visitor))


def together(names: Sequence[str], language: str) -> str:
    """One after another, as they are said: A和B; A, B and C."""
    between, last = {"zh": ("、", "和"), "en": (", ", " and ")}[language]
    return last.join(filter(None, (between.join(names[:-1]), *names[-1:])))


def _first(story: Story) -> dict[str, Any]:
    """What it is to tell once more, and how."""
    if not story.parent or story.kin not in TOLD_ONCE_MORE:
        return {}
    return {"told": story.parent.text, "how": _how(story, story.parent) if story.kin == Story.Kin.RETOLD else ""}


def _how(story: Story, first: Story) -> str:
    if story.length != first.length:
        lengths = Story.Length.values
        return "longer" if lengths.index(story.length) > lengths.index(first.length) else "shorter"
    return "easier" if story.age != first.age else "funnier"


def _of_series(story: Story) -> dict[str, Any]:
    """A chapter that is told once more is no chapter of its own, but has its number and what it comes back to."""
    one = story.parent if story.kin in TOLD_ONCE_MORE else story
    chapter = one.chapter if one and one.kin == Story.Kin.CHAPTER else 0
    before = _text_of(story.parent.parts) if story.kin == Story.Kin.CHAPTER and story.parent else ""
    return {"chapter": chapter, "recalls": tuple(story.recalls), "before": before}


def _text_of(parts: Sequence[Story]) -> str:
    return "\n".join(part.text.strip("\n") for part in parts)


def _hero(story: Story) -> Hero | None:
    """A hero whom the family named is told as a code point; of nobody else is anything known but a name."""
    if Story.HERO not in story.names:
        return story.hero
    words = {"name_zh": Story.HERO, "name_en": Story.HERO, "who_zh": "孩子自己取名的英雄", "who_en": "a hero the child has named"}
    return Hero(gender=Hero.Gender.MALE, **words)


def _facts(story: Story, wishes: Wishes) -> tuple[Fact, ...]:
    """Without what those who listen had better not hear of."""
    facts = story.hero.facts.told() if story.hero else ()
    return tuple(fact for fact in facts if not wishes.are_avoided([fact.in_language("text", story.language)]))
