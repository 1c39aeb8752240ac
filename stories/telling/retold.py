"""The very same story once more, told another way: shorter, longer, easier or funnier. What happens in it stays."""

from enum import Enum
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from stories.catalogue.find import Found
from stories.models import Story, Tone
from stories.spending.payer import Payer
from stories.telling.dna.again import in_plain_words, kept
from stories.telling.once_more import Telling, choice_of

FUNNY = "funny"  # the tone's slug
WHOLE = (Story.Ending.TOLD, Story.Ending.RESCUED)


class How(models.TextChoices):
    SHORTER = "shorter", _("Shorter")
    LONGER = "longer", _("Longer")
    EASIER = "easier", _("Easier")
    FUNNIER = "funnier", _("Funnier")


def may_be(story: Story) -> bool:
    """A story that asks its child goes on in the child's own way, and is told that way only."""
    return not story.asks and story.kin != Story.Kin.PART


def is_whole(story: Story) -> bool:
    return story.state == Story.State.FINISHED and story.ending in WHOLE


def ways(story: Story) -> list[How]:
    """In which it can be told once more; a story that is long is told no longer."""
    return [how for how in How if may_be(story) and _otherwise(story, how)]


def shown(story: Story) -> dict[str, Any]:
    """What the end of its page says of it."""
    return {"ways": ways(story), "first": first_of(story)}


def is_wanting(story: Story, how: How) -> bool:
    return _telling(story, how).is_wanting


def tell(story: Story, how: How, payer: Payer) -> tuple[Story, bool]:
    """The telling and whether it is new. Raises TooMany."""
    taken = in_plain_words(story.dna) if how == How.EASIER else kept(story.dna)
    return _telling(story, how).begin(payer, taken, recalls=tuple(story.recalls))


def first_of(story: Story) -> Story | None:
    """As it was told first, where the family still has that."""
    first = story.parent if story.kin == Story.Kin.RETOLD else None
    return first if first and first.removed is None and first.visitor == story.visitor else None


def _telling(story: Story, how: How) -> Telling:
    return Telling(story, Story.Kin.RETOLD, choice_of(story, **_otherwise(story, how)), f"retold {story.pk} {how}")


def _otherwise(story: Story, how: How) -> dict[str, Any]:
    """What of the choice is another; nothing where it cannot be."""
    if how == How.FUNNIER:
        tone = Tone.objects.on().filter(slug=FUNNY).exclude(pk=story.tone_id).first()
        return {"tone": Found(tone.in_language("name", story.language), tone)} if tone else {}
    if how == How.EASIER:
        return _step("age", Story.Age, story.age, -1)
    return _step("length", Story.Length, story.length, 1 if how == How.LONGER else -1)


def _step(name: str, scale: type[Enum], value: str, by: int) -> dict[str, str]:
    values = [step.value for step in scale]
    place = values.index(value) + by
    return {name: values[place]} if 0 <= place < len(values) else {}
