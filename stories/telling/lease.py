"""Whose work a story is. Each write is one conditional UPDATE that counts its rows: none means that somebody else came first."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from stories.errors import LeaseLost
from stories.models import Story

State = Story.State


def claim(story_id: UUID, worker: str) -> Story | None:
    """Take a waiting story for `worker`; None when it is not there to take. The attempt number rises by one."""
    now = timezone.now()
    taken = Story.objects.waiting().filter(pk=story_id).update(
        state=State.TELLING, worker=worker, attempt=F("attempt") + 1, claimed=now, lease_until=_lease(now)
    )  # fmt: skip
    return Story.objects.select_related("dynasty", "power", "tone", "hero", "companion").get(pk=story_id) if taken else None


def heartbeat(worker: str, story_ids: Collection[UUID]) -> None:
    """Renew the leases of what `worker` tells; a story that it has let go of is left to the sweeper."""
    Story.objects.telling().filter(worker=worker, pk__in=story_ids).update(lease_until=_lease(timezone.now()))


def checkpoint(story: Story, text: str) -> None:
    """Keep the text so far. Raises LeaseLost."""
    _write(story, text)


def finish(story: Story, text: str, ending: str, trouble: str = "") -> None:
    """The story has come to its end. Raises LeaseLost."""
    _write(story, text, state=State.FINISHED, ending=ending, trouble=trouble, ended=timezone.now(), lease_until=None)


def fail(story: Story, text: str, trouble: str) -> None:
    """The story cannot go on. Raises LeaseLost."""
    _write(story, text, state=State.FAILED, trouble=trouble, ended=timezone.now(), lease_until=None)


def hand_over(story: Story, text: str) -> None:
    """Give the story back to be told on by another worker. Raises LeaseLost."""
    _write(story, text, state=State.WAITING, worker="", lease_until=None)


def release_all(worker: str) -> int:
    """A leaving worker gives back whatever it still holds."""
    return Story.objects.telling().filter(worker=worker).update(state=State.WAITING, worker="", lease_until=None)


def stop(story_id: UUID) -> bool:
    """End it because the family wants so; False when it has ended already."""
    return bool(_end(Story.objects.filter(pk=story_id).going_on(), State.STOPPED, ""))


def fail_expired(story_id: UUID) -> bool:
    """End it honestly because its worker is gone; False when the worker was heard of meanwhile."""
    silent = Story.objects.telling().filter(pk=story_id, lease_until__lt=timezone.now())
    return bool(_end(silent, State.FAILED, "the worker was lost"))


def keep_last_words(story_id: UUID, text: str) -> None:
    """After an end that came from outside: the words that readers saw since the last checkpoint."""
    story = Story.objects.get(pk=story_id)
    if text.startswith(story.text) and not story.is_going_on:
        Story.objects.filter(pk=story_id, text=story.text).update(text=text)


def _write(story: Story, text: str, **values: Any) -> None:
    """The text so far and who tells it, with whatever else changes."""
    values |= {"text": text, "first_words": story.first_words, "teller": story.teller, "prompt_version": story.prompt_version}
    if not Story.objects.telling().filter(pk=story.pk, attempt=story.attempt).update(**values):
        raise LeaseLost(f"attempt {story.attempt} of {story.pk} writes no more")


def _end(stories: Any, state: str, trouble: str) -> int:
    return int(stories.update(state=state, trouble=trouble, ended=timezone.now(), lease_until=None))


def _lease(now: datetime) -> datetime:
    return now + timedelta(seconds=settings.TELLING_LEASE)
