"""The same story once more, told another way."""

from typing import Any
from uuid import UUID

from channels.db import database_sync_to_async
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from stories import clients
from stories.delivery.follow import look
from stories.errors import TooMany
from stories.models import Story
from stories.spending import caps
from stories.telling import retold
from stories.views.choose import payer_of
from stories.views.read import mine, page_of


@require_POST
async def retell(request: HttpRequest, story_id: UUID) -> HttpResponse:
    """Makes the telling, or finds it, and leads on to it. What was not told to its end is told no other way."""
    story, how = await mine(request, story_id), request.POST.get("how", "")
    if not retold.is_whole(story) or how not in await database_sync_to_async(retold.ways)(story):
        return redirect("read", story.pk)
    try:
        other = await database_sync_to_async(_tell)(request, story, retold.How(how))
    except TooMany as later:
        return await _not_now(request, story, later)
    return redirect("read", other.pk)


def _tell(request: Any, story: Story, how: retold.How) -> Story:
    payer = payer_of(request)
    if retold.is_wanting(story, how):
        caps.check_stories(payer)
        caps.check_room()
    other, is_new = retold.tell(story, how, payer)
    if is_new:
        transaction.on_commit(lambda: clients.ring(other.pk))
    return other


async def _not_now(request: HttpRequest, story: Story, later: TooMany) -> HttpResponse:
    copy = await look(story.pk)

    def page() -> HttpResponse:
        return render(request, "read/read.html", page_of(request, story, copy) | {"not_told": str(later.message)}, status=later.status)

    answer = await database_sync_to_async(page)()
    answer["Retry-After"] = str(later.retry_after)
    return answer
