"""The same story once more in the other language, to be read beside the first: a row of its own, and the first is its parent."""

from typing import Any

from stories.catalogue.find import Found
from stories.models import Story
from stories.spending.payer import Payer
from stories.telling.dna.twin import in_language
from stories.telling.start import Choice, Kinship, begin

OTHER = {"zh": "en", "en": "zh"}
GONE_WRONG = (Story.State.STOPPED, Story.State.FAILED)


def of(story: Story) -> Story | None:
    """The one beside it: the first telling, where `story` is the second; else the newest second that there is."""
    if story.kin == Story.Kin.BESIDE and story.parent:
        return story.parent
    return _seconds(story).order_by("-created").first()


def is_wanting(story: Story) -> bool:
    """Whether nothing stands beside it, or what was stopped or lost."""
    there = of(story)
    return there is None or (there != story.parent and there.state in GONE_WRONG)


def tell(story: Story, payer: Payer) -> tuple[Story, bool]:
    """The one beside it and whether it is new; in place of one that was stopped or lost comes another. Raises TooMany."""
    there = of(story)
    if there and not is_wanting(story):
        return there, False
    key = f"beside {story.pk} {_seconds(story).count()}"
    choice = _choice(story)
    taken = in_language(story.dna, story.language, choice.language)  # made of the same
    return begin(choice, story.visitor, key, payer, Kinship(story, Story.Kin.BESIDE, taken, story.seed))


def _seconds(story: Story) -> Any:
    return story.children.filter(kin=Story.Kin.BESIDE, visitor=story.visitor)


def _choice(story: Story) -> Choice:
    language = OTHER[story.language]
    said: dict[str, Any] = {name: _said(story, name, language) for name in ("dynasty", "power", "tone")}
    return Choice(
        **said,
        language=language,
        length=story.length,
        age=story.age,
        hero=story.hero,
        companion=story.companion,
        hero_name=story.names.get(Story.HERO, ""),
        child=story.names.get(Story.CHILD, ""),
    )


def _said(story: Story, name: str, language: str) -> Found[Any]:
    entry = getattr(story, name)
    return Found(entry.in_language("name", language) if entry else getattr(story, f"{name}_words"), entry)
