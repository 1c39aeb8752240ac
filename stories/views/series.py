"""Tomorrow's chapter, and what a series remembers."""

from typing import Any
from uuid import UUID

from asgiref.sync import async_to_sync
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST

from stories import access, clients
from stories.delivery.follow import look
from stories.errors import ChoiceError, ModeratorError, TooMany
from stories.library import memory
from stories.library import series as chapters
from stories.models import Series, Story, Thread, Tone
from stories.reading.script import lang, shown
from stories.spending import caps
from stories.views.choose import payer_of
from stories.views.read import page_of


@require_POST
def tell_next(request: Any, story_id: UUID) -> HttpResponse:
    """Tomorrow's chapter, or the one that is there. Of what came to no good end the story's own page says why not."""
    story = access.stories_of(request.visitor).select_related("dynasty", "power", "tone", "hero", "companion", "teller", "series")
    told = story.filter(pk=story_id).first()
    if told is None:
        raise Http404
    if not chapters.may_go_on(told):
        return redirect("read", told.pk)
    try:
        return redirect("read", _told(request, told).pk)
    except TooMany as later:
        return _later(request, told, later)


def _told(request: Any, story: Story) -> Story:
    payer, tone = payer_of(request), Tone.objects.on().filter(slug=request.POST.get("tone", "")).first()
    if not chapters.next_of(story):
        caps.check_stories(payer)
        caps.check_room()
    after, is_new = chapters.tell_next(story, payer, tone)
    if is_new:
        transaction.on_commit(lambda: clients.ring(after.pk))
    return after


def _later(request: HttpRequest, story: Story, later: TooMany) -> HttpResponse:
    page = {**page_of(request, story, async_to_sync(look)(story.pk)), "not_tonight": str(later.message)}
    answer = render(request, "read/read.html", page, status=later.status)
    answer["Retry-After"] = str(later.retry_after)
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_cache=True)
def series(request: Any, series_id: UUID) -> HttpResponse:
    """The chapters, and the memory of them; a POST mends, drops, puts back or adds one thing."""
    one = Series.objects.filter(pk=series_id, visitor=request.visitor or "").first()
    if one is None:
        raise Http404
    if request.method != "POST":
        return _page(request, one)
    do, typed = request.POST.get("do", ""), request.POST.get("words", "").replace("\x00", "")
    thread = None if do == "add" else _thread(one, request.POST.get("thread", ""))
    try:
        kept = _done(one, do, thread, typed, request.POST.get("kind", ""))
    except (ChoiceError, ModeratorError) as refusal:
        return _page(
            request,
            one,
            {"do": do, "thread": thread and thread.pk, "typed": typed, "said": str(refusal.message), "kind": request.POST.get("kind")},
        )
    return redirect(f"{reverse('series', args=[one.pk])}#thread-{kept.pk}")


def _thread(one: Series, typed: str) -> Thread:
    thread = one.threads.filter(pk=int(typed)).first() if typed.isdecimal() and len(typed) < 16 else None
    if thread is None:
        raise Http404
    return thread


def _done(one: Series, do: str, thread: Thread | None, typed: str, kind: str) -> Thread:
    told = memory.chapters_of(one)
    names = memory.names_of(told)
    if thread is None:
        known = kind if kind in Thread.Kind.values else Thread.Kind.THING
        return memory.add(one, known, typed, names, max((story.chapter for story in told), default=1))
    if do == "mend":
        memory.mend(thread, typed, names)
    if do in ("drop", "back"):
        memory.drop(thread, do == "drop")
    return thread


def _page(request: HttpRequest, one: Series, refused: dict[str, Any] | None = None) -> HttpResponse:
    chapters.remember(one)
    told = memory.chapters_of(one)
    names, language = memory.names_of(told), told[-1].language if told else Story.Language.CHINESE
    page = {
        "series": one,
        "chapters": [_line(story) for story in told],
        "kinds": memory.by_kind(one, names, language),
        "next_of": told[-1] if told and chapters.may_go_on(told[-1]) else None,
        "refused": refused or {},
    }
    return render(request, "library/series.html", page, status=422 if refused else 200)


def _line(story: Story) -> dict[str, Any]:
    more = {"title": shown(story.title, story.names), "lang": lang(story.language), "is_going_on": story.is_going_on}
    return {**more, "id": story.pk, "number": story.chapter, "created": story.created, "state": story.state}
