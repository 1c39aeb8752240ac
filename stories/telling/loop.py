"""The telling loop: one asyncio loop a worker process, in a thread of its own, on which all its stories wait."""

import asyncio
import logging
import signal
import threading
import uuid
from collections.abc import Coroutine
from contextlib import suppress
from functools import cache
from typing import Any
from uuid import UUID

import django.db
import uvloop
from django.conf import settings

from stories import clients
from stories.delivery.bells import Words, hear
from stories.delivery.log import ENDS
from stories.telling import canary, lease
from stories.telling.heartbeat import beat
from stories.telling.tell import tell

logger = logging.getLogger(__name__)


class TellingLoop:
    """`put` hands it a story and returns at once; `drain` lets it finish what it can and hands over the rest."""

    def __init__(self) -> None:
        self.worker = uuid.uuid4().hex
        self.stories: dict[UUID, asyncio.Task[None]] = {}
        self.places = asyncio.Semaphore(settings.TELLING_CAPACITY)
        self.may_have_missed = asyncio.Event()
        self.loop = uvloop.new_event_loop()
        self.thread = threading.Thread(target=self._run, name="telling", daemon=True)
        self.thread.start()

    def put(self, story_id: UUID) -> None:
        """From any thread."""
        self.loop.call_soon_threadsafe(self._begin, story_id)

    def sing(self) -> None:
        """From any thread: prove that the loop lives, by leaving a mark that `readyz` looks for."""
        self._call(canary.sing())

    def drain(self, seconds: float) -> None:
        """From any thread: wait up to `seconds` for stories under way, then hand them over. Returns when all is quiet."""
        self._call(self._drain(seconds)).result(seconds + 5)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(2)

    def _call(self, work: Coroutine[Any, Any, None]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop)

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        keeping: list[Coroutine[Any, Any, None]] = [
            beat(self.worker, lambda: self.stories.keys(), self._end),
            hear(ENDS, self._hear_end, self.may_have_missed.set),
            self._look_around(),
        ]
        self.keepers = [self.loop.create_task(work) for work in keeping]
        for keeper in self.keepers:
            keeper.add_done_callback(_leave_if_lost)
        self.loop.run_forever()

    def _begin(self, story_id: UUID) -> None:
        if story_id not in self.stories:
            task = self.loop.create_task(self._tell(story_id))
            self.stories[story_id] = task
            task.add_done_callback(lambda done: self._ended(story_id, done))

    def _ended(self, story_id: UUID, done: asyncio.Task[None]) -> None:
        del self.stories[story_id]
        if not done.cancelled() and done.exception():
            logger.error("a story was lost to a bug; the sweeper takes it back", exc_info=done.exception(), extra={"story": str(story_id)})

    async def _tell(self, story_id: UUID) -> None:
        async with self.places:
            await tell(story_id, self.worker)

    def _end(self, story_id: UUID) -> None:
        """A story that was ended from outside stops at once, and with it the upstream call."""
        if story_id in self.stories:
            self.stories[story_id].cancel()

    def _hear_end(self, story_id: str, words: Words | None) -> None:
        with suppress(ValueError):  # a bell of some other version
            self._end(UUID(story_id))

    async def _look_around(self) -> None:
        """For ever: begin what waits though its bell was not heard. Bells may be lost, and Redis may be away; rows are not."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(settings.TELLING_LOOKS_AROUND):
                    await self.may_have_missed.wait()
            self.may_have_missed.clear()
            with suppress(django.db.Error):
                room = max(0, settings.TELLING_CAPACITY - len(self.stories))
                for story_id in await clients.in_database(lease.left_waiting, room):
                    self._begin(story_id)

    async def _drain(self, seconds: float) -> None:
        if self.stories:
            await asyncio.wait(self.stories.values(), timeout=seconds)
        tasks = list(self.stories.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for keeper in self.keepers:
            keeper.cancel()
        await clients.in_database(lease.release_all, self.worker)


def _leave_if_lost(keeper: asyncio.Task[None]) -> None:
    """Without heartbeats, or deaf to ends, a worker does harm: it leaves in order, and its supervisor starts another."""
    if not keeper.cancelled():
        logger.critical("a keeper of the telling loop was lost", exc_info=keeper.exception())
        signal.raise_signal(signal.SIGTERM)


@cache
def telling_loop() -> TellingLoop:
    """This process's loop, started on first use."""
    return TellingLoop()
