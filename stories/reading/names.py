"""Personal names. A story holds one private-use code point for each; the name itself stands only in the row's table."""

from stories.models import Story

FOR_CURATORS = {Story.CHILD: "〔孩子〕"}


def put_in(text: str, names: dict[str, str]) -> str:
    """The text as the family sees it."""
    return text.translate({ord(point): name for point, name in names.items()})
