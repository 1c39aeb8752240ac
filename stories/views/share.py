"""A link to one story, for whoever has it."""

from uuid import UUID

from channels.db import database_sync_to_async
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from stories.library import shares
from stories.library.copies.book import book, language_of
from stories.models import Share
from stories.reading.cover import cover as drawn
from stories.views.read import mine

TO_NOBODY_ELSE = {"X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"}


@require_POST
async def share(request: HttpRequest, story_id: UUID) -> HttpResponse:
    story, days = await mine(request, story_id), request.POST.get("days", "")
    if days in map(str, shares.DAYS) and not story.is_going_on:
        await database_sync_to_async(shares.make)(story, int(days), request.POST.get("names") == "on")
    return redirect(f"{reverse('read', args=[story.pk])}#share")


@require_POST
async def end(request: HttpRequest, story_id: UUID, share_id: int) -> HttpResponse:
    story = await mine(request, story_id)
    await database_sync_to_async(shares.end)(story.pk, share_id)
    back = reverse("parents") if request.POST.get("back") == "parents" else reverse("read", args=[story.pk])
    return redirect(f"{back}#share")


@require_safe
@cache_control(private=True, no_store=True)
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """In the language of the story, whatever the one who looks has chosen."""
    share = _open(token)
    with language_of(share.story) as code:
        told = book(share.story, names=shares.names_of(share))
        answer = render(request, "share/shared.html", {**told, "token": token, "until": share.until})
    for name, value in {**TO_NOBODY_ELSE, "Content-Language": code}.items():
        answer[name] = value
    return answer


@require_safe
@cache_control(private=True, no_store=True)
def cover(request: HttpRequest, token: str) -> HttpResponse:
    return HttpResponse(drawn(_open(token).story), content_type="image/svg+xml", headers=TO_NOBODY_ELSE)


def _open(token: str) -> Share:
    share = shares.find(token)
    if share is None:
        raise Http404
    return share
