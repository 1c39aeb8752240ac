"""A story that stopped to ask and went on: several rows, one after another, that are one story to whoever reads it."""

from stories.models import Story


def chain(story: Story) -> list[Story]:
    """From its first part up to `story` itself."""
    found = [story]
    while found[0].kin == Story.Kin.PART and (before := found[0].parent) and before.visitor == story.visitor:
        found.insert(0, before)
    return found


def whole_text(story: Story) -> str:
    return "\n".join(part.text.strip() for part in chain(story))
