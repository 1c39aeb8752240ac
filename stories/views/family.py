"""What is a family's own: what parents should know, all stories to take along, and deleting them."""

from typing import Any
from uuid import UUID

from asgiref.sync import async_to_sync
from channels.db import database_sync_to_async
from django.conf import settings
from django.contrib.auth import alogout
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from stories import access
from stories.library import leave, shares
from stories.library.adoption import forget_account
from stories.models import Share, Story, Teller
from stories.reading.script import shown
from stories.telling.gate import moderators
from stories.views.places import place
from stories.views.read import mine

TELLS = {Teller.Endpoint.MAIN: "OPENAI_BASE_URL", Teller.Endpoint.FALLBACK: "STORYTELLER_FALLBACK_BASE_URL"}


@require_safe
@cache_control(private=True, no_cache=True)
def parents(request: HttpRequest) -> HttpResponse:
    return _page(request)


@require_safe
@cache_control(private=True, no_store=True)
async def export(request: Any) -> StreamingHttpResponse:
    name = f"storyteller-{timezone.localdate():%Y-%m-%d}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Robots-Tag": "noindex"}
    headers["Content-Encoding"] = "identity"  # small already, and a browser saves what it got
    return StreamingHttpResponse(leave.everything_of(request.visitor), content_type="application/zip", headers=headers)


@require_POST
async def delete_all(request: Any) -> HttpResponse:
    """Nothing is left to know this family by: the browser loses its cookie too."""
    if request.POST.get("sure") != "on":
        return await database_sync_to_async(_page)(request, not_sure=True, status=422)
    deleted = await leave.delete_everything_of(request.visitor)
    if await database_sync_to_async(forget_account)(request.visitor):
        await alogout(request)
    request.visitor, request.visitor_is_needed = access.new_visitor(), False
    response = await database_sync_to_async(_page)(request, deleted=deleted)
    response["Clear-Site-Data"] = '"cache", "storage"'  # stories kept for a journey too
    for name in {access.COOKIE, access.AT_HOME}:
        response.delete_cookie(name, samesite="Lax")
    return response


@require_POST
async def delete(request: HttpRequest, story_id: UUID) -> HttpResponse:
    story = await mine(request, story_id)
    await leave.delete(story.pk)
    return redirect("shelf")


@require_POST
async def offer(request: HttpRequest, story_id: UUID) -> HttpResponse:
    """The tick, set or taken back."""
    story = await mine(request, story_id)
    await database_sync_to_async(Story.objects.filter(pk=story.pk).offer)(request.POST.get("offered") == "on")
    return redirect(f"{reverse('read', args=[story.pk])}#offer")


def _page(request: Any, status: int = 200, **said: Any) -> HttpResponse:
    own = access.stories_of(request.visitor)
    tellers, watching = _tellers(), async_to_sync(moderators.watching)()
    known = {"tellers": tellers, "watching": watching, "leaves": {*tellers, _where(watching)} & {"near", "far"}}
    kept = {"days": settings.STORYTELLER_KEEP_DAYS, "contact": settings.STORYTELLER_CONTACT, "stories": own.count()}
    theirs = {"something": leave.has_anything(request.visitor), "shares": _open_links(request.visitor)}
    return render(request, "family/parents.html", {**known, **kept, **theirs, **said}, status=status)


def _open_links(visitor: str) -> list[tuple[Share, str]]:
    return [(share, shown(share.story.title, share.story.names)) for share in shares.open_of_family(visitor)]


def _tellers() -> list[str]:
    """The kinds of places where stories are told, the first that is asked first."""
    asked = [*Teller.objects.line_up(None), *Teller.objects.able().filter(endpoint=Teller.Endpoint.BUILTIN)]
    places = {teller.endpoint: None for teller in asked}
    return list(dict.fromkeys(place(getattr(settings, TELLS[endpoint])) if endpoint in TELLS else "builtin" for endpoint in places))


def _where(watching: str) -> str:
    if watching == "guard":
        return place(settings.STORYTELLER_GUARD_BASE_URL)
    return place(getattr(settings, TELLS[Teller.Endpoint(Teller.endpoints()[0])])) if watching == "endpoint" else "here"
