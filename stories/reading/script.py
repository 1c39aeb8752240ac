"""In which letters the page that is being made writes Chinese. This house writes 简体; on a page in 繁體 all of it is shown so.

Names are put in behind it: nobody's name is rewritten.
"""

from django.utils.translation import get_language

from stories.models import Story
from stories.reading.hant import traditional
from stories.reading.names import NAMED, put_in

SCRIPTS = {"zh-hans": "hans", "zh-hant": "hant"}


def script() -> str:
    """`hans` or `hant`; a page in English shows Chinese as the house writes it."""
    return SCRIPTS.get(get_language() or "", "hans")


def as_written(text: str) -> str:
    """`text` of the house in the letters of the page."""
    return traditional(text) if script() == "hant" else text


def shown(text: str, names: dict[str, str]) -> str:
    """A story's text as the family sees it on this page."""
    return put_in(as_written(text), names)


def shown_choice(story: Story) -> dict[str, str]:
    """Title and choice as the family sees them on this page."""
    return {field: shown(getattr(story, field), story.names) for field in NAMED}


def lang(language: str) -> str:
    """What `lang` says of a story in `language` on this page."""
    return "zh-Hant" if language == Story.Language.CHINESE and script() == "hant" else language
