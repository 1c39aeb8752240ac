"""One subscription and one connection a process: it wakes whoever listens for a story. A bell carries no text."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from weakref import WeakKeyDictionary

from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

from stories import clients
from stories.delivery.log import BELL

logger = logging.getLogger(__name__)


async def hear(channel: str, heard: Callable[[str], None], missed: Callable[[], None]) -> None:
    """Call `heard` with each story id that is rung on `channel`, for ever, and `missed` whenever some may have gone unheard."""
    while True:
        client = clients.redis_for_listening()
        try:
            async with client.pubsub() as subscription:
                await subscription.subscribe(channel)
                await _hear(subscription, heard, missed)
        except (RedisError, OSError) as away:
            logger.warning("bells silent: %s", away)
        finally:
            await client.aclose()
        await asyncio.sleep(0.25)


async def _hear(subscription: PubSub, heard: Callable[[str], None], missed: Callable[[], None]) -> None:
    async for message in subscription.listen():
        if message["type"] == "message":
            heard(message["data"].decode())
        elif message["type"] == "subscribe":  # also after each reconnection
            missed()


class Bells:
    """Wakes this loop's readers."""

    def __init__(self) -> None:
        self.listeners: dict[str, set[asyncio.Event]] = defaultdict(set)
        self.task = asyncio.create_task(hear(BELL, self.ring, self.ring_all))

    @contextmanager
    def listen(self, story_id: object) -> Iterator[asyncio.Event]:
        """An event that is set whenever the story may have changed; the listener clears it."""
        key, bell = str(story_id), asyncio.Event()
        self.listeners[key].add(bell)
        try:
            yield bell
        finally:
            self.listeners[key].discard(bell)
            if not self.listeners[key]:
                del self.listeners[key]

    def ring(self, key: str) -> None:
        for bell in self.listeners.get(key, ()):
            bell.set()

    def ring_all(self) -> None:
        for key in list(self.listeners):
            self.ring(key)


_of_loop: WeakKeyDictionary[asyncio.AbstractEventLoop, Bells] = WeakKeyDictionary()


def readers_bells() -> Bells:
    """The running loop's bells, started on first use."""
    loop = asyncio.get_running_loop()
    if loop not in _of_loop:
        _of_loop[loop] = Bells()
    return _of_loop[loop]
