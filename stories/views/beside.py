"""A story in both languages, one beside the other."""

from typing import Any
from uuid import UUID

from channels.db import database_sync_to_async
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from stories import clients
from stories.delivery.follow import look
from stories.errors import TooMany
from stories.models import Story
from stories.spending import caps
from stories.telling import beside as twins
from stories.views.choose import payer_of
from stories.views.read import mine, page_of


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_cache=True)
async def beside(request: HttpRequest, story_id: UUID) -> HttpResponse:
    """POST makes the second telling, or finds it; GET shows both. A story that was not told to its end stays alone."""
    story = await mine(request, story_id)
    other = await database_sync_to_async(twins.of)(story)
    is_half = story.asks or story.kin == Story.Kin.PART
    if not other and (is_half or story.state != Story.State.FINISHED):
        return redirect("read", story.pk)
    if request.method != "POST":
        return await _both(request, story, other)
    try:
        await database_sync_to_async(_tell)(request, story)
    except TooMany as later:
        answer = await _both(request, story, other, later)
        answer["Retry-After"] = str(later.retry_after)
        return answer
    return redirect("beside", story.pk)


def _tell(request: Any, story: Story) -> None:
    payer = payer_of(request)
    if twins.is_wanting(story):
        caps.check_stories(payer)
        caps.check_room()
    other, is_new = twins.tell(story, payer)
    if is_new:
        transaction.on_commit(lambda: clients.ring(other.pk))


async def _both(request: HttpRequest, story: Story, other: Story | None, later: TooMany | None = None) -> HttpResponse:
    told = [(one, await look(one.pk)) for one in [story, *([await mine(request, other.pk)] if other else [])]]

    def page() -> HttpResponse:
        pages = [page_of(request, one, copy) for one, copy in told]
        shown = {
            "columns": [render_to_string("read/_column.html", page, request) for page in pages],
            "labels": [page["aigc"] for page in pages],
            "is_going_on": any(one.is_going_on for one, _ in told),
            "is_wanting": twins.is_wanting(story),
            "said": later and str(later.message),
        }
        return render(request, "read/beside.html", pages[0] | shown, status=later.status if later else 200)

    return await database_sync_to_async(page)()
