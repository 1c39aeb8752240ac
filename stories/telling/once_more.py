"""A story that was told, told once more: a row of its own, and the first telling is its parent."""

from dataclasses import dataclass
from typing import Any

from stories.catalogue.find import Found
from stories.models import Story
from stories.spending.payer import Payer
from stories.telling.dna import Taken
from stories.telling.start import Choice, Kinship, begin

GONE_WRONG = (Story.State.STOPPED, Story.State.FAILED)
TOLD_SO = ("language", "length", "age")


@dataclass(frozen=True)
class Telling:
    """`story` as `choice` would have it told. `key`: what all request keys of such a telling begin with."""

    story: Story
    kin: str
    choice: Choice
    key: str

    @property
    def there(self) -> Story | None:
        """The first telling, where `story` is a second and the first was told so; else the newest that there is."""
        return self._first or self._tellings().on_the_shelf().first()

    @property
    def is_wanting(self) -> bool:
        """Whether there is none, or one that was stopped or lost."""
        there = self.there
        return there is None or (there != self._first and there.state in GONE_WRONG)

    def begin(self, payer: Payer, taken: Taken, **kinship: Any) -> tuple[Story, bool]:
        """The one that is there, or another in place of one that was stopped or lost; and whether it is new. Raises TooMany."""
        there = self.there
        if there and not self.is_wanting:
            return there, False
        return begin(self.choice, self.story.visitor, self._next_key(), payer, Kinship(self.story, self.kin, taken, **kinship))

    @property
    def _first(self) -> Story | None:
        first = self.story.parent if self.story.kin == self.kin else None
        return first if first and first.removed is None and self._is_told_so(first) else None

    def _is_told_so(self, first: Story) -> bool:
        is_of_tone = first.tone_words == self.choice.tone.words if first.language == self.story.language else True
        return is_of_tone and all(getattr(first, name) == getattr(self.choice, name) for name in TOLD_SO)

    def _tellings(self) -> Any:
        """The newest first."""
        story = self.story
        return story.children.filter(kin=self.kin, visitor=story.visitor, request_key__startswith=f"{self.key} ").order_by("-created")

    def _next_key(self) -> str:
        """The same for two taps at once; behind the last one's number, though earlier ones were deleted."""
        last = self._tellings().first()
        return f"{self.key} {int(last.request_key.rpartition(' ')[2]) + 1 if last else 0}"


def choice_of(story: Story, **otherwise: Any) -> Choice:
    """What was chosen for it, but for what shall be otherwise. Who listens it has from the first: see `begin`."""
    language = otherwise.get("language", story.language)
    chosen = {
        **{name: _said(story, name, language) for name in ("dynasty", "power", "tone")},
        **{name: getattr(story, name) for name in ("language", "length", "age", "hero", "companion")},
        "hero_name": story.names.get(Story.HERO, ""),
    }
    return Choice(**{**chosen, **otherwise})


def _said(story: Story, name: str, language: str) -> Found[Any]:
    entry = getattr(story, name)
    return Found(entry.in_language("name", language) if entry else getattr(story, f"{name}_words"), entry)
