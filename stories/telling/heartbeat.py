import asyncio
import logging
from collections.abc import Callable, Collection
from uuid import UUID

import django.db
from django.conf import settings

from stories import clients
from stories.telling import lease

logger = logging.getLogger(__name__)


async def beat(worker: str, stories: Callable[[], Collection[UUID]], stopped: Callable[[UUID], None] = lambda story_id: None) -> None:
    """For ever: renew the leases of the stories that `worker` is telling at each moment, and say which of them were `stopped`."""
    while True:
        await asyncio.sleep(settings.TELLING_HEARTBEAT)
        try:
            for story_id in await clients.in_database(lease.heartbeat, worker, list(stories())):
                stopped(story_id)
        except django.db.Error as away:
            logger.warning("heartbeat missed: %s", away)
