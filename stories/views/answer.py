"""A story that stopped to ask: what the child answers, and how it goes on from there."""

from typing import Any
from uuid import UUID

from channels.db import database_sync_to_async
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST

from stories import clients
from stories.delivery.follow import look
from stories.errors import ChoiceError, ModeratorError, TooMany
from stories.models import Story
from stories.spending import caps
from stories.spending.payer import Payer
from stories.telling import answering
from stories.telling.answering import Answer
from stories.telling.gate import request as gate
from stories.telling.gate.moderators import judge_request
from stories.views.choose import payer_of
from stories.views.read import mine, page_of

NOTHING_SAID = _("Pick one of these first, and the story goes on.")


@require_POST
@cache_control(private=True, no_cache=True)
async def answer(request: HttpRequest, story_id: UUID) -> HttpResponse:
    """On to the part that comes of it, made now or there already. What was typed is never lost."""
    story = await mine(request, story_id)
    if not (await look(story_id)).detail:
        return redirect("read", story.pk)
    try:
        said = await database_sync_to_async(_said)(request, story)
        await _have_judged(said)
        part = await database_sync_to_async(_begun)(payer_of(request), story, said)
    except ChoiceError as refusal:
        return await _asked_again(request, story, str(refusal.message), 422)
    except (TooMany, ModeratorError) as later:
        page = await _asked_again(request, story, str(later.message), later.status)
        page["Retry-After"] = str(later.retry_after)
        return page
    return redirect(f"{reverse('read', args=[part.pk])}#on")


def _said(request: HttpRequest, story: Story) -> Answer:
    """Raises ChoiceError."""
    own, picked = request.POST.get("own", ""), request.POST.get("answer", "")
    if gate.clean(own) and answering.takes_own_words(story):
        return answering.own(story, gate.own_words("own", own))
    said = answering.written(story, picked)
    if said is None:
        raise ChoiceError("own", NOTHING_SAID)
    return said


async def _have_judged(said: Answer) -> None:
    """Own words are shown to the moderator, where there is one. Names are shown to nobody."""
    if said.is_own and not (await judge_request(said.words)).fit:
        raise ChoiceError("own", gate.NOT_TONIGHT)


def _begun(payer: Payer, story: Story, said: Answer) -> Story:
    """Raises TooMany."""
    if not answering.ways(story).get(said.way):
        caps.check_room()
    part, is_new = answering.tell(story, said, payer)
    if is_new:
        transaction.on_commit(lambda: clients.ring(part.pk))
    return part


async def _asked_again(request: HttpRequest, story: Story, trouble: str, status: int) -> HttpResponse:
    copy = await look(story.pk)

    def page() -> HttpResponse:
        said: dict[str, Any] = {"ask_trouble": trouble, "own_typed": request.POST.get("own", "")}
        return render(request, "read/read.html", page_of(request, story, copy) | said, status=status)

    return await database_sync_to_async(page)()
