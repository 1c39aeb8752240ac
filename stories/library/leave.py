"""A family takes all it has with it, and leaves nothing behind."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Sequence
from uuid import UUID

from channels.db import database_sync_to_async
from django.contrib.admin.models import LogEntry
from redis.exceptions import RedisError

from stories.delivery import log
from stories.delivery.follow import look
from stories.library import copies, parts, traces
from stories.models import Story
from stories.telling import ends

logger = logging.getLogger(__name__)

AT_ONCE = 50  # stories: a short transaction, and others get their turn between two
WHOLE = ("dynasty", "power", "tone", "hero", "companion", "teller")


async def everything_of(visitor: str) -> AsyncIterator[bytes]:
    """A zip file, piece by piece: each story to read and as JSON, and a page that says what is in it."""
    archive = copies.Archive()
    yield archive.begin()
    ids = await database_sync_to_async(_ids)(visitor)
    for start in range(0, len(ids), AT_ONCE):
        for story in await database_sync_to_async(_whole)(ids[start : start + AT_ONCE]):
            try:
                story.text = (await look(story.pk)).text if story.is_going_on else story.text
            except Story.DoesNotExist:  # deleted meanwhile
                continue
            yield archive.add(story)
    yield archive.end()


async def delete_everything_of(visitor: str) -> int:
    """How many stories it were. Whoever is telling one is stopped first."""
    deleted = 0
    while ids := (await database_sync_to_async(_ids)(visitor))[:AT_ONCE]:
        await _delete(ids)
        deleted += len(ids)
    if deleted:
        await _leave_no_traces()
    return deleted


async def delete(story_id: UUID) -> None:
    """With all its parts, where it asked: to the family they are one story."""
    await _delete(await database_sync_to_async(_parts)(story_id))
    await _leave_no_traces()


async def delete_what_is_old() -> int:
    """How many stories were kept for as long as they may be, and went."""
    deleted = 0
    while ids := await database_sync_to_async(_old)():
        await _delete(ids)
        deleted += len(ids)
    if deleted:
        await _leave_no_traces()
        logger.info("old stories deleted", extra={"stories": deleted})
    else:
        await database_sync_to_async(traces.overwrite)()  # what a busy database could not let go of when somebody deleted
    return deleted


async def _delete(ids: Sequence[UUID]) -> None:
    await asyncio.gather(*map(ends.stop, ids))
    await database_sync_to_async(_delete_rows)(ids)
    await _without_fail(log.forget(ids))


async def _leave_no_traces() -> None:
    await database_sync_to_async(traces.overwrite)()
    await _without_fail(log.write_the_dump_anew())


async def _without_fail(forgetting: Awaitable[None]) -> None:
    try:
        await forgetting
    except (RedisError, OSError) as away:
        logger.warning("Redis does not forget now; a log goes by itself within the hour: %s", away)


def _ids(visitor: str) -> list[UUID]:
    return list(Story.objects.of_visitor(visitor).order_by("created").values_list("pk", flat=True))


def _parts(story_id: UUID) -> list[UUID]:
    story = Story.objects.filter(pk=story_id).first()
    return parts.ids_of_all(story) if story else []


def _old() -> list[UUID]:
    return list(Story.objects.kept_too_long().order_by("created").values_list("pk", flat=True)[:AT_ONCE])


def _whole(ids: Sequence[UUID]) -> list[Story]:
    rows = Story.objects.select_related(*WHOLE).prefetch_related("verdicts")
    return list(rows.filter(pk__in=ids).order_by("created"))


def _delete_rows(ids: Sequence[UUID]) -> None:
    """What a curator did to a story is noted with its title."""
    Story.objects.filter(pk__in=ids).delete()
    LogEntry.objects.filter(content_type__app_label="stories", content_type__model="story", object_id__in=map(str, ids)).delete()
