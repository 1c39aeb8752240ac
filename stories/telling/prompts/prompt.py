from dataclasses import dataclass, field

from stories.models import Companion, Dynasty, Hero, Power, Story, Tone


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


@dataclass(frozen=True)
class Choices:
    """A story's choices as a teller needs them: rows where the catalogue has them, and always the words."""

    language: str
    length: str
    title: str
    seed: str
    turn: int
    dynasty_words: str
    power_words: str
    tone_words: str
    dynasty: Dynasty | None = None
    power: Power | None = None
    tone: Tone | None = None
    hero: Hero | None = None
    companion: Companion | None = None
    companions: tuple[Companion, ...] = ()  # whom the teller may draw when none was chosen
    child: str = ""  # the private-use code point that stands for the child's name, or nothing

    characters: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "characters", {"short": 300, "medium": 600, "long": 1200}[self.length])


def choices_of(story: Story) -> Choices:
    rows = {name: getattr(story, name) for name in ("dynasty", "power", "tone", "hero", "companion")}
    words = {
        name: getattr(story, name) for name in ("language", "length", "title", "seed", "turn", "dynasty_words", "power_words", "tone_words")
    }
    return Choices(**rows, **words, companions=tuple(Companion.objects.on()), child=next(iter(story.names), ""))
