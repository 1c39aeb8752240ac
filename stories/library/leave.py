"""A family takes all it has with it, and leaves nothing behind."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Sequence
from uuid import UUID

from channels.db import database_sync_to_async
from django.contrib.admin.models import LogEntry
from django.db.models import QuerySet
from redis.exceptions import RedisError

from stories.delivery import log
from stories.delivery.follow import look
from stories.library import copies, parts, shares, traces
from stories.library.copies import pdf, whole
from stories.models import Child, Series, Story
from stories.telling import ends

logger = logging.getLogger(__name__)

AT_ONCE = 50  # stories: a short transaction, and others get their turn between two
WHOLE = ("dynasty", "power", "tone", "hero", "companion", "teller")


async def everything_of(visitor: str) -> AsyncIterator[bytes]:
    """A zip file, piece by piece: each story to read and as JSON, who listens, what its series remember, and a page that says what is in it."""
    archive = copies.Archive()
    yield archive.begin()
    yield await database_sync_to_async(archive.add_family)(visitor)
    ids = await database_sync_to_async(_ids_to_take)(visitor)
    for start in range(0, len(ids), AT_ONCE):
        for story in await database_sync_to_async(_whole)(ids[start : start + AT_ONCE]):
            try:
                story.text = (await look(story.pk)).text if story.is_going_on else story.text
            except Story.DoesNotExist:  # deleted meanwhile
                continue
            yield await database_sync_to_async(archive.add)(story)
    yield archive.end()


async def delete_everything_of(visitor: str) -> int:
    """How many stories it were. Whoever is telling one is stopped first; children and what series remember go too."""
    deleted = 0
    while ids := (await database_sync_to_async(_ids)(visitor))[:AT_ONCE]:
        await _delete(ids)
        deleted += len(ids)
    if await database_sync_to_async(_delete_family)(visitor) or deleted:
        await _leave_no_traces()
    return deleted


def has_anything(visitor: str) -> bool:
    return any(rows.exists() for rows in (Story.objects.of_visitor(visitor), *_family(visitor)))


async def delete(story_id: UUID) -> None:
    """With all its parts, where it asked: to the family they are one story."""
    await _delete(await database_sync_to_async(_parts)(story_id))
    await _leave_no_traces()


async def delete_what_is_old() -> int:
    """How many stories were kept for as long as they may be, or taken off the shelf a day ago, and went. Links that have ended and books that were bound go too."""
    await database_sync_to_async(shares.forget_ended)()
    await asyncio.to_thread(pdf.tidy)
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
    await asyncio.to_thread(pdf.forget, ids)
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


def _ids_to_take(visitor: str) -> list[UUID]:
    rows = whole.without_later_parts(Story.objects.of_visitor(visitor))
    return list(rows.order_by("created").values_list("pk", flat=True))


def _family(visitor: str) -> tuple[QuerySet[Child], QuerySet[Series]]:
    return Child.objects.of_visitor(visitor), Series.objects.filter(visitor=visitor)


def _delete_family(visitor: str) -> int:
    return sum(rows.delete()[0] for rows in _family(visitor))


def _parts(story_id: UUID) -> list[UUID]:
    story = Story.objects.filter(pk=story_id).first()
    return parts.ids_of_all(story) if story else []


def _old() -> list[UUID]:
    old = Story.objects.kept_too_long() | Story.objects.gone_for_good()
    return list(old.order_by("created").values_list("pk", flat=True)[:AT_ONCE])


def _whole(ids: Sequence[UUID]) -> list[Story]:
    rows = Story.objects.select_related(*WHOLE).prefetch_related("verdicts", "shares", "listeners", "hero__facts")
    return list(rows.filter(pk__in=ids).order_by("created"))


def _delete_rows(ids: Sequence[UUID]) -> None:
    """What a curator did to a story is noted with its title. A series without a chapter goes with its last one."""
    series = set(Story.objects.filter(pk__in=ids).exclude(series=None).order_by().values_list("series", flat=True))
    Story.objects.filter(pk__in=ids).delete()
    LogEntry.objects.filter(content_type__app_label="stories", content_type__model="story", object_id__in=map(str, ids)).delete()
    Series.objects.filter(pk__in=series, chapters=None).delete()
