"""A story in parts, where it stopped to ask: all of it, as one story."""

from uuid import UUID

from stories.models import Story


def chain(story: Story) -> list[Story]:
    """From its first part up to `story` itself."""
    return story.parts


def whole_text(story: Story) -> str:
    """Of all parts up to this one, with code points for names. Of any other story its text."""
    return "\n".join(filter(None, (part.text.strip("\n") for part in story.parts)))


def ids_of_all(story: Story) -> list[UUID]:
    """The rows of the same story: its first part and every way that was chosen from there."""
    first = story.parts[0]
    return [first.pk, *first.children.filter(kin=Story.Kin.PART).values_list("pk", flat=True)]
