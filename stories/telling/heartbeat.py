import asyncio
import logging
from collections.abc import Callable, Collection
from uuid import UUID

import django.db
from channels.db import database_sync_to_async
from django.conf import settings

from stories.telling import lease

logger = logging.getLogger(__name__)


async def beat(worker: str, stories: Callable[[], Collection[UUID]]) -> None:
    """For ever: renew the leases of the stories that `worker` is telling at each moment."""
    while True:
        await asyncio.sleep(settings.TELLING_HEARTBEAT)
        try:
            await database_sync_to_async(lease.heartbeat)(worker, list(stories()))
        except django.db.Error as away:
            logger.warning("heartbeat missed: %s", away)
