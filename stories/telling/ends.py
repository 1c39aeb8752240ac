"""The end that comes from outside the telling: the row first, then the log, then the last words that readers saw."""

from uuid import UUID

from redis.exceptions import RedisError

from stories import clients
from stories.delivery import log
from stories.models import Story
from stories.telling import lease


async def stop(story_id: UUID) -> bool:
    """The family wants no more; what was told stays. False when the story had ended already."""
    stopped = await clients.in_database(lease.stop, story_id)
    if stopped:
        await _cut(story_id)
    return stopped


async def _cut(story_id: UUID) -> None:
    try:
        text = await log.cut(story_id, Story.State.STOPPED)
    except (RedisError, OSError):
        return  # the database has what readers saw, and the worker hears of it at its next heartbeat
    await clients.in_database(lease.keep_last_words, story_id, text)
