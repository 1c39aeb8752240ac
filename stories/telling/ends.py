"""Ends that come from outside the telling: the row first, then the log, then the last words that readers saw."""

from uuid import UUID

from channels.db import database_sync_to_async
from redis.exceptions import RedisError

from stories.delivery import log
from stories.models import Story
from stories.telling import lease


async def stop(story_id: UUID) -> bool:
    """The family wants no more; what was told stays. False when the story had ended already."""
    stopped = await database_sync_to_async(lease.stop)(story_id)
    if stopped:
        await _cut(story_id, Story.State.STOPPED)
    return stopped


async def fail_expired(story_id: UUID) -> bool:
    """Its worker is gone: end it honestly. False when the worker was heard of meanwhile."""
    failed = await database_sync_to_async(lease.fail_expired)(story_id)
    if failed:
        await _cut(story_id, Story.State.FAILED)
    return failed


async def _cut(story_id: UUID, state: str) -> None:
    try:
        text = await log.cut(story_id, state)
    except (RedisError, OSError):
        return  # the database has every whole sentence, and the worker's next write is refused
    await database_sync_to_async(lease.keep_last_words)(story_id, text)
