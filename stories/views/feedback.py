"""What a family says of a story that is over: a face of the child, a reason of the parent."""

from uuid import UUID

from channels.db import database_sync_to_async
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from stories.delivery.follow import look
from stories.errors import ChoiceError
from stories.library import feedback as said
from stories.models import Story
from stories.views.read import mine, page_of


@require_POST
async def face(request: HttpRequest, story_id: UUID) -> HttpResponse:
    story = await mine(request, story_id)
    if said.may_be_given(story):
        await database_sync_to_async(said.show_face)(story, request.POST.get("face", ""))
    return _back_to(story, "faces")


@require_POST
async def feedback(request: HttpRequest, story_id: UUID) -> HttpResponse:
    """`withdraw` takes it back."""
    story, asked = await mine(request, story_id), {} if "withdraw" in request.POST else request.POST
    reason, words = asked.get("reason", ""), asked.get("words", "")
    try:
        if said.may_be_given(story):
            await database_sync_to_async(said.say)(story, reason, words)
    except ChoiceError as refusal:
        return await _once_more(request, story, {"not_said": str(refusal.message), "not_good": reason, "feedback_words": words})
    return _back_to(story, "not-good")


async def _once_more(request: HttpRequest, story: Story, typed: dict[str, str]) -> HttpResponse:
    """What was typed is never lost."""
    copy = await look(story.pk)
    page = database_sync_to_async(lambda: render(request, "read/read.html", page_of(request, story, copy) | typed, status=422))
    return await page()


def _back_to(story: Story, part: str) -> HttpResponse:
    return redirect(f"{reverse('read', args=[story.pk])}#{part}")
