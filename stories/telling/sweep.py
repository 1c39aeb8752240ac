"""The sweeper: rings again for stories that wait too long, ends those whose worker died, keeps the canary singing."""

import asyncio
import logging
import time
from datetime import timedelta
from uuid import UUID

import django.db
import structlog
from channels.db import database_sync_to_async
from django.conf import settings
from django.utils import timezone

from stories import clients
from stories.models import Story
from stories.telling import ends

logger = logging.getLogger(__name__)

CANARY_EVERY = 8.0  # seconds


class Sweeper:
    def __init__(self) -> None:
        self.rang: dict[UUID, float] = {}
        self.sang = float("-inf")

    async def sweep_for_ever(self) -> None:
        while True:
            try:
                await self.sweep()
            except django.db.Error as away:
                logger.warning("sweep missed: %s", away)
            await asyncio.sleep(settings.SWEEP_EVERY)

    async def sweep(self) -> None:
        await self._end_the_lost()
        await self._ring_again()
        await self._keep_the_canary()

    async def _end_the_lost(self) -> None:
        for story_id in await database_sync_to_async(_lost)():
            if await ends.fail_expired(story_id):
                with structlog.contextvars.bound_contextvars(story=str(story_id)):
                    logger.warning("failed: its worker was lost")

    async def _ring_again(self) -> None:
        """A bell is rung at most once in a while: a full house is no reason to ring faster."""
        now = time.monotonic()
        waiting = await database_sync_to_async(_left_waiting)()
        self.rang = {story_id: when for story_id, when in self.rang.items() if story_id in waiting}
        for story_id in waiting:
            if now - self.rang.get(story_id, float("-inf")) >= settings.SWEEP_RINGS_AGAIN_AFTER:
                if not await asyncio.to_thread(clients.ring, story_id):
                    return
                self.rang[story_id] = now

    async def _keep_the_canary(self) -> None:
        if time.monotonic() - self.sang >= CANARY_EVERY and await asyncio.to_thread(clients.ring_for_canary):
            self.sang = time.monotonic()


def _lost() -> list[UUID]:
    return list(Story.objects.telling().filter(lease_until__lt=timezone.now()).values_list("pk", flat=True))


def _left_waiting() -> list[UUID]:
    since = timezone.now() - timedelta(seconds=settings.SWEEP_RINGS_AGAIN_AFTER)
    return list(Story.objects.waiting().filter(created__lt=since).order_by("created").values_list("pk", flat=True)[:500])
