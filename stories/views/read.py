"""The reading page. Its HTML holds all text so far; the socket adds what comes."""

import json
from typing import Any
from uuid import UUID

from channels.db import database_sync_to_async
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from stories import access
from stories.delivery.follow import Copy, look
from stories.forms import new_request_key, page_language
from stories.library import children, feedback
from stories.library.parts import whole_text
from stories.library.tomorrow import after_tonight
from stories.models import Story
from stories.reading import label, looks
from stories.reading.card import card_of
from stories.reading.cover import alt
from stories.reading.names import named
from stories.reading.paragraphs import paragraphs
from stories.reading.ruby import in_one_piece, pieces, readings_of
from stories.reading.script import lang, script, shown, shown_choice
from stories.telling import afterwards, ends, retold
from stories.views import links
from stories.views.fork import asking


async def mine(request: Any, story_id: UUID) -> Story:
    """Somebody else's story and no story at all look the same."""
    rows = access.stories_of(request.visitor).select_related("dynasty", "power", "tone", "hero", "companion", "teller")
    story = await rows.filter(pk=story_id).afirst()
    if story is None:
        raise Http404
    return story


@require_safe
@cache_control(private=True, no_cache=True)
async def read(request: HttpRequest, story_id: UUID) -> HttpResponse:
    story = await mine(request, story_id)
    copy = await look(story_id)
    answer = await database_sync_to_async(lambda: render(request, "read/read.html", page_of(request, story, copy)))()
    return remember_pinyin(request, answer)


@require_safe
@cache_control(private=True, no_cache=True)
async def text(request: HttpRequest, story_id: UUID) -> HttpResponse:
    story = await mine(request, story_id)
    copy = await look(story_id)
    headers = {"X-Story-State": copy.state, "X-Robots-Tag": "noindex", "AIGC": label.metadata(story)}
    told = await database_sync_to_async(_so_far)(story, copy)
    return HttpResponse(shown(told, story.names), content_type="text/plain; charset=utf-8", headers=headers)


@require_POST
async def stop(request: HttpRequest, story_id: UUID) -> HttpResponse:
    story = await mine(request, story_id)
    await ends.stop(story.pk)
    return redirect("read", story.pk)


def _so_far(story: Story, copy: Copy) -> str:
    """With the parts before it."""
    story.text = copy.text
    return whole_text(story)


def pinyin_asked(request: HttpRequest) -> str | None:
    return request.GET.get("pinyin") if request.GET.get("pinyin") in ("on", "off") else None


def remember_pinyin(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    if pinyin := pinyin_asked(request):
        answer.set_cookie("pinyin", pinyin, max_age=settings.VISITOR_COOKIE_AGE, samesite="Lax", secure=request.is_secure())
    return answer


def page_of(request: HttpRequest, story: Story, copy: Copy) -> dict[str, Any]:
    """What a page shows of one story."""
    story.state = copy.state
    with_pinyin = story.language == "zh" and (pinyin_asked(request) or request.COOKIES.get("pinyin")) == "on"
    after = afterwards.of(story)
    in_pieces = pieces if with_pinyin else in_one_piece
    card = card_of(story.hero, story.language)
    return {
        "story": story,
        **shown_choice(story),
        "lang": lang(story.language),
        "script": script(),
        "looks": looks,
        "pinyin": with_pinyin,
        "title_pieces": in_pieces(story.title, story.names),
        "paragraphs": [in_pieces(paragraph, story.names) for paragraph in paragraphs(copy.text)],
        "at": len(copy.text),
        "attempt": copy.attempt,
        "ahead": copy.ahead,
        "names_json": json.dumps(story.names),
        "name_readings_json": json.dumps(readings_of(story.names) if story.language == "zh" else {}),
        "cover_alt": alt(story),
        "card": card,
        "card_facts": [(in_pieces(fact), source) for fact, source in card.facts] if card else [],
        "question": shown(after.question, story.names),
        "tomorrow": shown(after.tomorrow, story.names),
        **after_tonight(story, page_language()),
        "left_out": list(dict.fromkeys(verdict.get_reason_display() for verdict in story.verdicts.all())),
        **retold.shown(story),
        **feedback.shown(story),
        "again": _again(story),
        "listeners": [child.pk for child in story.listeners.all()],
        "again_key": new_request_key(),
        "machine_made": label.label(story),
        "aigc": label.metadata(story),
        **asking(story, copy, in_pieces),
        **links.at_the_end(request, story),
        **asking(story, copy, in_pieces),
    }


def _again(story: Story) -> dict[str, str]:
    words = named(story)
    choice = {name: getattr(story, name).slug if getattr(story, name) else words[f"{name}_words"] for name in ("dynasty", "power", "tone")}
    companion = {"companion": story.companion.slug} if story.companion else {}
    hero = {"hero": story.names[Story.HERO]} if Story.HERO in story.names and settings.STORYTELLER_OWN_HEROES else {}
    return {
        **choice,
        **companion,
        **hero,
        "language": story.language,
        "length": story.length,
        "age": story.age,
        "child": children.guest(story),
        **({"asks": "on"} if story.asks or story.kin == Story.Kin.PART else {}),
    }
