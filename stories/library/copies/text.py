from django.utils import timezone
from django.utils.translation import gettext as _

from stories.library.copies.book import book, language_of
from stories.models import Story
from stories.reading.card import Card
from stories.reading.ruby import Piece


def as_text(story: Story, with_pinyin: bool = False) -> str:
    """In the story's own language: title, choice, label, text, and who the hero really was. A reading stands behind its character."""
    with language_of(story):
        told = book(story, with_pinyin)
        head = [told["title"], told["choice"], f"{timezone.localdate(story.created):%Y-%m-%d}", told["label"], ""]
        lines = [*head, *map(_line, told["paragraphs"]), *(_card(told["card"]) if told["card"] else [])]
    return "\n".join(lines) + "\n"


def _line(pieces: list[Piece]) -> str:
    return "".join(f"{words}({reading})" if reading else words for words, reading in pieces)


def _card(card: Card) -> list[str]:
    facts = [line for fact, source in card.facts for line in (fact, f"{_('Where we read it:')} {source}")]
    return ["", _("Was there really such a person?"), " · ".join(filter(None, [card.name, card.who, card.years])), *facts]
