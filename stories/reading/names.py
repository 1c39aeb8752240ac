"""Personal names. A story holds one private-use code point for each; the name itself stands only in the row's table."""

import re

from stories.models import Story

FOR_CURATORS = Story.STAND_INS
NAMED = ("title", "dynasty_words", "power_words", "tone_words")  # what may hold a name besides the text


_NEUTRAL = {
    Story.Language.CHINESE: {Story.CHILD: "小朋友", Story.HERO: "大英雄"},
    Story.Language.ENGLISH: {Story.CHILD: "Little One", Story.HERO: "Our Hero"},
}
_FRIEND = {Story.Language.CHINESE: "小伙伴", Story.Language.ENGLISH: "Little Friend"}  # any other child
_POINTS = re.compile("[\ue000-\uf8ff]")


def neutral(language: str, *texts: str) -> dict[str, str]:
    """What other families read instead of each name in `texts`, of a story in `language`. The table of its names is not asked."""
    told = Story.Language(language)
    return {point: _NEUTRAL[told].get(point, _FRIEND[told]) for text in texts for point in _POINTS.findall(text)}


def put_in(text: str, names: dict[str, str]) -> str:
    """The text as the family sees it."""
    return text.translate({ord(point): name for point, name in names.items()})


def named(story: Story) -> dict[str, str]:
    """Title and choice as the family sees them."""
    return {field: put_in(getattr(story, field), story.names) for field in NAMED}
