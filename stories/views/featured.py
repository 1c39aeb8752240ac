"""What families have offered and curators have featured, for everybody to read: without a name, and without a word of who asked for it."""

from typing import Any
from uuid import UUID

from django.db.models.functions import Substr
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from stories.models import Story
from stories.reading import label
from stories.reading.card import card_of
from stories.reading.cover import alt
from stories.reading.names import NAMED, neutral
from stories.reading.paragraphs import paragraphs
from stories.reading.ruby import in_one_piece, pieces
from stories.reading.script import as_written, lang, shown
from stories.views.cover import picture
from stories.views.read import pinyin_asked, remember_pinyin

A_PAGE, FIRST_WORDS = 24, 240
WITH = ("dynasty", "power", "tone", "hero", "companion", "teller")
OF_THE_FAMILY = ("visitor", "account", "network", "request_key", "names", "trouble", "recalls", "answer")


@require_safe
@cache_control(private=True, no_cache=True)
def featured(request: HttpRequest) -> HttpResponse:
    number = _number(request.GET.get("page", ""))
    rows = _featured().defer(*OF_THE_FAMILY, "text").annotate(beginning=Substr("text", 1, FIRST_WORDS)).order_by("-ended", "-pk")
    there = list(rows[(number - 1) * A_PAGE : number * A_PAGE + 1])
    pages = {"newer": number - 1, "older": number + 1 if len(there) > A_PAGE else 0}
    return render(request, "featured/featured.html", {"stories": [_line(story) for story in there[:A_PAGE]], **pages})


@require_safe
@cache_control(private=True, no_cache=True)
def one(request: HttpRequest, story_id: UUID) -> HttpResponse:
    return remember_pinyin(request, render(request, "featured/one.html", _page(request, _theirs(story_id))))


@require_safe
@cache_control(private=True, no_cache=True)
def cover(request: HttpRequest, story_id: UUID) -> HttpResponse:
    """An address of its own: the one of the family is nobody else's."""
    return picture(request, _theirs(story_id))


def _featured() -> Any:
    return Story.objects.featured().select_related(*WITH)


def _theirs(story_id: UUID) -> Story:
    """Looked up anew each time: an offer that is taken back ends at once."""
    story: Story | None = _featured().defer(*OF_THE_FAMILY).filter(pk=story_id).first()
    if story is None:
        raise Http404
    return story


def _number(said: str) -> int:
    return min(max(int(said), 1), 10_000) if said.isdecimal() and len(said) < 6 else 1


def _words(story: Any, text: str) -> dict[str, str]:
    """Neutral words for each name, in the letters of the page."""
    return {point: as_written(words) for point, words in neutral(story.language, *(getattr(story, field) for field in NAMED), text).items()}


def _shown(story: Any, text: str) -> dict[str, Any]:
    words = _words(story, text)
    named = {field: shown(getattr(story, field), words) for field in NAMED}
    return {**named, "id": story.pk, "lang": lang(story.language), "cover_alt": alt(story), "label": label.label(story)}


def _line(story: Any) -> dict[str, Any]:
    told = paragraphs(story.beginning)
    return {**_shown(story, story.beginning), "first_line": shown(told[0], _words(story, told[0])) if told else ""}


def _page(request: HttpRequest, story: Story) -> dict[str, Any]:
    with_pinyin = story.language == Story.Language.CHINESE and (pinyin_asked(request) or request.COOKIES.get("pinyin")) == "on"
    in_pieces, words, card = pieces if with_pinyin else in_one_piece, _words(story, story.text), card_of(story.hero, story.language)
    return {
        "story": story,
        **_shown(story, story.text),
        "pinyin": with_pinyin,
        "title_pieces": in_pieces(story.title, words),
        "paragraphs": [in_pieces(paragraph, words) for paragraph in paragraphs(story.text)],
        "card": card,
        "card_facts": [(in_pieces(fact), source) for fact, source in card.facts] if card else [],
        "aigc": label.metadata(story),
    }
