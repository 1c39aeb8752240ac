"""The sweeper: takes stories back from workers that were lost and rings for them, and keeps the canary singing."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from uuid import UUID

import django.db
import structlog
from django.conf import settings
from redis.exceptions import RedisError

from stories import clients
from stories.delivery import log
from stories.models import Story
from stories.telling import lease

logger = logging.getLogger(__name__)

CANARY_EVERY = 8.0  # seconds
HOUR = 3600.0


class Sweeper:
    def __init__(self) -> None:
        self.sang = float("-inf")

    async def sweep_for_ever(self) -> None:
        while True:
            try:
                await self.sweep()
            except django.db.Error as away:
                logger.warning("sweep missed: %s", away)
            await asyncio.sleep(settings.SWEEP_EVERY)

    async def sweep(self) -> None:
        taken = [story for story_id in await clients.in_database(_lost) if (story := await clients.in_database(lease.take_back, story_id))]
        await asyncio.gather(*(self._let_go(story) for story in taken))
        for story in taken:
            if not await asyncio.to_thread(clients.ring, story.pk):
                break  # Redis is away: workers look around by themselves
        await self._keep_the_canary()

    async def _let_go(self, story: Story) -> None:
        """Its readers hear of the pause, and the lost worker, should it wake up, can say no more."""
        with structlog.contextvars.bound_contextvars(story=str(story.pk), attempt=story.attempt):
            logger.warning("taken back: its worker was lost")
        with suppress(RedisError, OSError):
            await log.close(story.pk, story.attempt, Story.State.WAITING)

    async def _keep_the_canary(self) -> None:
        if time.monotonic() - self.sang >= CANARY_EVERY and await asyncio.to_thread(clients.ring_for_canary):
            self.sang = time.monotonic()


async def every_hour(*verbs: Callable[[], Awaitable[object]]) -> None:
    """For ever: what keeps the house clean. A verb that fails because the database is away comes again in an hour."""
    while True:
        for verb in verbs:
            try:
                await verb()
            except django.db.Error as away:
                logger.warning("%s missed: %s", verb.__name__, away)
        await asyncio.sleep(HOUR)


def _lost() -> list[UUID]:
    return list(Story.objects.lost().values_list("pk", flat=True))
