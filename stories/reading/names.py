"""Personal names. A story holds one private-use code point for each; the name itself stands only in the row's table."""

import re

from stories.models import Story

FOR_CURATORS = Story.STAND_INS
NAMED = ("title", "dynasty_words", "power_words", "tone_words")  # what may hold a name besides the text
_HERO = {Story.Language.CHINESE: "大英雄", Story.Language.ENGLISH: "Our Hero"}
_CHILDREN = {  # the first who listens, the second one, and so on
    Story.Language.CHINESE: ("小朋友", "小伙伴", "小不点", "小家伙"),
    Story.Language.ENGLISH: ("Little One", "Little Friend", "Little Pal", "Little Star"),
}
_POINTS = re.compile("[\ue000-\uf8ff]")


def neutral(language: str, *texts: str) -> dict[str, str]:
    """What other people read instead of each name in `texts`, of a story in `language`. The table of its names is not asked."""
    told = Story.Language(language)
    called = {**dict(zip(Story.CHILDREN, _CHILDREN[told], strict=True)), Story.HERO: _HERO[told]}
    return {point: called.get(point, _CHILDREN[told][-1]) for text in texts for point in _POINTS.findall(text)}


def put_in(text: str, names: dict[str, str]) -> str:
    """The text as the family sees it."""
    return text.translate({ord(point): name for point, name in names.items()})


def named(story: Story) -> dict[str, str]:
    """Title and choice as the family sees them."""
    return {field: put_in(getattr(story, field), story.names) for field in NAMED}
