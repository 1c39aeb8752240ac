"""A story in parts, where it stopped to ask: all of it, as one story."""

from uuid import UUID

from stories.models import Story


def whole_text(story: Story) -> str:
    """Of all parts up to this one, with code points for names. Of any other story its text, to the letter: readers count places in it."""
    *earlier, last = [part.text for part in story.parts]
    return "\n".join([*filter(None, (text.strip("\n") for text in earlier)), last.lstrip("\n") if earlier else last])


def ids_of_all(story: Story) -> list[UUID]:
    """The rows of the same story: its first part and every way that was chosen from there."""
    first = story.parts[0]
    return [first.pk, *first.children.filter(kin=Story.Kin.PART).values_list("pk", flat=True)]
