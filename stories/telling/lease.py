"""Whose work a story is. Each write is one conditional UPDATE that counts its rows: none means that somebody else came first."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from stories.errors import LeaseLost
from stories.models import Story, Teller

State = Story.State
Told = tuple[Story, int, str]  # a story, its attempt, its text so far
End = tuple[Story, str, str, str]  # a story, its whole text, its ending, the trouble that led to it
_PK: Any = Story._meta.pk

# Plain SQL: hundreds of stories keep a sentence each second, and putting the statement together costs more than running it.
_FIELDS: list[Any] = [Story._meta.get_field(name) for name in ("text", "teller", "prompt_version", "first_words", "id", "attempt", "state")]
_CHECKPOINT = "UPDATE {} SET {} = %s, {} = (SELECT id FROM stories_teller WHERE id = %s), {} = %s, {} = %s WHERE {} = %s AND {} = %s AND {} = %s".format(
    Story._meta.db_table, *(field.column for field in _FIELDS)
)


def left_waiting(at_most: int) -> list[UUID]:
    """Stories whose bell was not heard, the longest waiting first."""
    since = timezone.now() - timedelta(seconds=settings.TELLING_LOOKS_AROUND)
    return list(Story.objects.waiting().filter(created__lt=since).order_by("created").values_list("pk", flat=True)[:at_most])


def claim(story_id: UUID, worker: str) -> Story | None:
    """Take a waiting story for `worker`; None when it is not there to take. The attempt number rises by one."""
    now = timezone.now()
    taken = Story.objects.waiting().filter(pk=story_id).update(
        state=State.TELLING, worker=worker, attempt=F("attempt") + 1, claimed=now, lease_until=_lease(now)
    )  # fmt: skip
    return Story.objects.select_related("dynasty", "power", "tone", "hero", "companion").get(pk=story_id) if taken else None


def opened(story: Story, place: int) -> None:
    """This attempt goes on from `place`, in code points: a reader who is beyond it has words that nobody kept. Raises LeaseLost."""
    story.openings = {**story.openings, str(story.attempt): place}
    _write(story, openings=story.openings)


def heartbeat(worker: str, story_ids: Collection[UUID]) -> list[UUID]:
    """Renew the leases of what `worker` tells; which of `story_ids` the family has stopped meanwhile."""
    Story.objects.telling().filter(worker=worker, pk__in=story_ids).update(lease_until=_lease(timezone.now()))
    return list(Story.objects.filter(pk__in=story_ids, state=State.STOPPED).values_list("pk", flat=True))


def checkpoint_all(texts: Sequence[Told]) -> list[bool]:
    """Keep the texts so far, in one transaction; whether each attempt may still write."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(_CHECKPOINT, [_values(*told) for told in texts])
        told_now = dict(Story.objects.telling().filter(pk__in={story.pk for story, *_ in texts}).values_list("pk", "attempt"))
    return [told_now.get(story.pk) == attempt for story, attempt, _ in texts]


def _values(story: Story, attempt: int, text: str) -> tuple[Any, ...]:
    first_words = connection.ops.adapt_datetimefield_value(story.first_words)
    return text, story.teller_id, story.prompt_version, first_words, _PK.get_db_prep_value(story.pk, connection), attempt, State.TELLING


def finish(story: Story, text: str, ending: str, trouble: str = "") -> None:
    """The story has come to its end. Raises LeaseLost."""
    _write(story, text=text, state=State.FINISHED, ending=ending, trouble=trouble, ended=timezone.now(), lease_until=None)


def finish_all(ends: Sequence[End]) -> list[bool]:
    """Stories that came to their ends at the same moment, in one transaction; whether each attempt could still write."""
    with transaction.atomic():
        return [_is_finished(*end) for end in ends]


def _is_finished(story: Story, text: str, ending: str, trouble: str) -> bool:
    try:
        finish(story, text, ending, trouble)
    except LeaseLost:
        return False
    return True


def fail(story: Story, text: str, trouble: str) -> None:
    """The story cannot go on. Raises LeaseLost."""
    _write(story, text=text, state=State.FAILED, trouble=trouble, ended=timezone.now(), lease_until=None)


def hand_over(story: Story, text: str) -> None:
    """Give the story back to be told on by another worker. Raises LeaseLost."""
    _write(story, text=text, state=State.WAITING, worker="", lease_until=None)


def release_all(worker: str) -> int:
    """A leaving worker gives back whatever it still holds."""
    return Story.objects.telling().filter(worker=worker).update(state=State.WAITING, worker="", lease_until=None)


def take_back(story_id: UUID) -> Story | None:
    """From a worker that was lost; None when it was heard of meanwhile."""
    taken = Story.objects.lost().filter(pk=story_id).update(
        state=State.WAITING, worker="", lease_until=None, lost_attempts=F("lost_attempts") + 1
    )  # fmt: skip
    return Story.objects.get(pk=story_id) if taken else None


def stop(story_id: UUID) -> bool:
    """End it because the family wants so; False when it has ended already."""
    going_on = Story.objects.filter(pk=story_id).going_on()
    return bool(going_on.update(state=State.STOPPED, trouble="", ended=timezone.now(), lease_until=None))


def keep_last_words(story_id: UUID, text: str, attempt: int | None = None) -> None:
    """After a stop: the words that readers saw since the last checkpoint, from the log, or from the worker of `attempt`. Whoever has more wins, whoever comes first."""
    while has_more := _that_goes_on_in(text, story_id, attempt):
        if Story.objects.filter(pk=story_id, text=has_more.text).update(text=text):
            return


def _that_goes_on_in(text: str, story_id: UUID, attempt: int | None) -> Story | None:
    """The stopped story, where `text` has more of it. The family may have deleted it meanwhile."""
    story = Story.objects.filter(pk=story_id, state=State.STOPPED).first()
    is_ours = story and text.startswith(story.text) and text != story.text and attempt in (None, story.attempt)
    return story if is_ours else None


def _write(story: Story, **values: Any) -> None:
    """`values`, and who tells it."""
    values |= {"first_words": story.first_words, "teller": _still_there(story.teller), "prompt_version": story.prompt_version}
    if not Story.objects.telling().filter(pk=story.pk, attempt=story.attempt).update(**values):
        raise lost(story)


def _still_there(teller: Teller | None) -> Any:
    """A curator may take a teller away while it tells."""
    return Teller.objects.filter(pk=teller.pk).values("pk") if teller else None


def lost(story: Story) -> LeaseLost:
    return LeaseLost(f"attempt {story.attempt} of {story.pk} writes no more")


def _lease(now: datetime) -> datetime:
    return now + timedelta(seconds=settings.TELLING_LEASE)
