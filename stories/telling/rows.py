"""Work on a story's row from the telling loop: a database that is away for a moment costs no story."""

import logging
from collections.abc import Callable
from typing import Any

import django.db
from channels.db import database_sync_to_async
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_delay, wait_random_exponential

from stories.models import Story
from stories.telling import lease

logger = logging.getLogger(__name__)

AWAY = (django.db.OperationalError, django.db.InterfaceError)
OUTLASTS = 60  # seconds


async def keep(story: Story, text: str) -> None:
    """A checkpoint. Where the database is away the log has these words, and the next sentence tries again. Raises LeaseLost."""
    try:
        await database_sync_to_async(lease.checkpoint)(story, text)
    except AWAY as away:
        logger.warning("not kept: %s", away)


async def surely(work: Callable[..., Any], *values: Any) -> Any:
    """What a story cannot do without: waits for the database. Raises what `work` raises, and after a minute that it is away."""
    retrying = AsyncRetrying(
        retry=retry_if_exception_type(AWAY),
        wait=wait_random_exponential(multiplier=0.1, max=2),
        stop=stop_after_delay(OUTLASTS),
        reraise=True,
    )
    return await retrying(database_sync_to_async(work), *values)
