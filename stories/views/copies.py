"""A story, or a whole series, as a file to keep."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from channels.db import database_sync_to_async
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from stories import access
from stories.delivery.follow import look
from stories.library import copies
from stories.library.copies import html, pdf, whole
from stories.models import Series, Story
from stories.reading import label
from stories.views.read import mine

TYPES = {"txt": "text/plain; charset=utf-8", "html": "text/html; charset=utf-8", "epub": "application/epub+zip", "pdf": "application/pdf"}
MAKERS: dict[str, Callable[[Story, bool], str | bytes]] = {
    "txt": copies.as_text,
    "html": copies.as_html,
    "epub": lambda story, with_pinyin: copies.as_epub([story], with_pinyin),
}


@require_safe
@cache_control(private=True, no_store=True)
async def copy(request: HttpRequest, story_id: UUID, kind: str) -> HttpResponse:
    story = await mine(request, story_id)
    if kind not in MAKERS:
        raise Http404
    story.text = (await look(story_id)).text
    made = await database_sync_to_async(MAKERS[kind])(story, _with_pinyin(request))
    return _file(made, story, kind)


@require_safe
@cache_control(private=True, no_store=True)
async def bound(request: HttpRequest, story_id: UUID) -> HttpResponse:
    """A PDF takes seconds: until it is there, a page that looks in by itself."""
    story = await mine(request, story_id)
    if story.is_going_on:
        return redirect("read", story.pk)
    if not pdf.press():
        return await _page(request, story, "none", 501)
    words = await database_sync_to_async(html.for_paper)(story, _with_pinyin(request))
    book = pdf.place(story.pk, words)
    match await pdf.bind(book, words):
        case True:
            return _file(book.read_bytes(), story, "pdf")
        case False:
            return await _page(request, story, "soon", 200)
    return await _page(request, story, "failed", 503)


@require_safe
@cache_control(private=True, no_store=True)
def series(request: Any, series_id: UUID) -> HttpResponse:
    if not Series.objects.filter(pk=series_id, visitor=request.visitor).exists():
        raise Http404
    rows = (
        access.stories_of(request.visitor)
        .filter(series=series_id)
        .select_related("dynasty", "power", "tone", "hero", "companion", "teller")
    )
    chapters = whole.chapters(rows)
    if not chapters:
        raise Http404
    return _file(copies.as_epub(chapters, _with_pinyin(request), series_id), chapters[0], "epub")


async def _page(request: HttpRequest, story: Story, state: str, status: int) -> HttpResponse:
    said = {"story": story, "state": state}
    return await database_sync_to_async(lambda: render(request, "copies/binding.html", said, status=status))()


def _file(made: str | bytes, story: Story, kind: str) -> HttpResponse:
    name = content_disposition_header(True, f"{copies.file_name(story)}.{kind}")
    headers = {"Content-Disposition": str(name), "X-Robots-Tag": "noindex", "AIGC": label.metadata(story)}
    return HttpResponse(made, content_type=TYPES[kind], headers=headers)


def _with_pinyin(request: HttpRequest) -> bool:
    return request.GET.get("pinyin") == "on"
