"""Personal names. A story holds one private-use code point for each; the name itself stands only in the row's table."""

from stories.models import Story

FOR_CURATORS = Story.STAND_INS
NAMED = ("title", "dynasty_words", "power_words", "tone_words")  # what may hold a name besides the text


def put_in(text: str, names: dict[str, str]) -> str:
    """The text as the family sees it."""
    return text.translate({ord(point): name for point, name in names.items()})


def named(story: Story) -> dict[str, str]:
    """Title and choice as the family sees them."""
    return {field: put_in(getattr(story, field), story.names) for field in NAMED}
