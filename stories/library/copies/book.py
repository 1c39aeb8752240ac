"""What every copy of a story holds, in the story's own language and the letters of the page that it was asked on."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from stories.library import parts
from stories.models import Story
from stories.reading import label
from stories.reading.card import card_of
from stories.reading.cover import alt, cover
from stories.reading.names import named
from stories.reading.paragraphs import paragraphs
from stories.reading.ruby import in_one_piece, pieces
from stories.reading.script import script, shown

_NOT_IN_A_FILE_NAME = re.compile(r'[\\/:*?"<>|\s\x00-\x1f.]+')


@contextmanager
def language_of(story: Story) -> Iterator[str]:
    """Switched on as long as a copy is made. A Chinese story keeps the letters of the page."""
    code = "en" if story.language == Story.Language.ENGLISH else "zh-hant" if script() == "hant" else "zh-hans"
    with translation.override(code):
        yield code


def book(story: Story, with_pinyin: bool = False, names: dict[str, str] | None = None) -> dict[str, Any]:
    """For templates, with the story's language switched on. `names`: others than the story's own."""
    names = story.names if names is None else names
    in_pieces = pieces if with_pinyin and story.language == Story.Language.CHINESE else in_one_piece
    card = card_of(story.hero, story.language)
    return {
        "story": story,
        "lang": {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}.get(translation.get_language(), "en"),
        "title": shown(story.title, names),
        "title_pieces": in_pieces(story.title, names),
        "choice": " · ".join(shown(getattr(story, f"{part}_words"), names) for part in ("dynasty", "power", "tone")),
        "paragraphs": [in_pieces(paragraph, names) for paragraph in paragraphs(parts.whole_text(story))],
        "pinyin": in_pieces is pieces,
        "cover": cover(story),
        "cover_alt": alt(story),
        "card": card,
        "card_facts": [(in_pieces(fact), source) for fact, source in card.facts] if card else [],
        "label": label.label(story),
        "aigc": label.metadata(story),
    }


def file_name(story: Story) -> str:
    """What it may be called on any disk."""
    return _NOT_IN_A_FILE_NAME.sub(" ", named(story)["title"]).strip()[:60] or _("A story")
