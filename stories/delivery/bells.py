"""One subscription and one connection a process: it wakes whoever listens for a story.

A bell may carry words, which stand in the log already: it spares readers the way there, and one that is lost costs nothing.
"""

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from typing import NamedTuple
from uuid import UUID

import orjson
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

from stories import clients
from stories.delivery.log import BELL

logger = logging.getLogger(__name__)

TOO_MANY = 500  # words that a listener has not come to: from the log it gets them at once
LOOKS_AGAIN_AFTER = 2.0  # seconds without a bell: a bell may be lost, the database is asked as well


class Words(NamedTuple):
    """They stand in a story's log from byte place `at` to `end`, and attempt `attempt` said them."""

    attempt: int
    at: int
    text: str
    end: int


Heard = Callable[[str, Words | None], None]


async def hear(channel: str, heard: Heard, missed: Callable[[], None]) -> None:
    """Call `heard` for each story that is rung on `channel`, for ever, and `missed` whenever some may have gone unheard."""
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


async def _hear(subscription: PubSub, heard: Heard, missed: Callable[[], None]) -> None:
    async for message in subscription.listen():
        if message["type"] == "message":
            rung = _understood(message["data"])
            for story_id, words in rung or ():
                heard(story_id, words)
            if rung is None:
                missed()
        elif message["type"] == "subscribe":  # also after each reconnection
            missed()


def _understood(bell: bytes) -> list[tuple[str, Words | None]] | None:
    """None for one that makes no sense here: while a house is renewed, its parts may be of two versions."""
    try:
        return [(str(UUID(bell.decode())), None)] if len(bell) == 36 else [_words(*rung) for rung in orjson.loads(b"[%s]" % bell)]
    except (ValueError, TypeError, AttributeError):
        return None


def _words(story_id: str, attempt: int, at: int, text: str) -> tuple[str, Words]:
    if not isinstance(story_id, str):
        raise TypeError
    return story_id, Words(attempt, at, text, at + len(text.encode()))


class Bell(asyncio.Event):
    """Is set when the story may have changed, and also, though it did not ring, when its listener has not looked for long."""

    def __init__(self) -> None:
        super().__init__()
        self.rang = False
        self.words: list[Words] = []
        self.looked = 0.0

    def ring(self, words: Words | None = None) -> None:
        if words is None or len(self.words) == TOO_MANY:
            self.rang = True
        else:
            self.words.append(words)
        self.set()

    def take(self) -> tuple[bool, list[Words]]:
        """The listener looks now: whether anything but words was rung, and those."""
        rung = self.rang, self.words
        self.clear()
        self.rang, self.words, self.looked = False, [], time.monotonic()
        return rung


class Bells:
    """Wakes this loop's readers. One clock reminds them all: a timer for each would cost more than their words."""

    def __init__(self) -> None:
        self.listeners: dict[str, set[Bell]] = defaultdict(set)
        works = (hear(BELL, self.ring, self.ring_all), self._remind())
        self.tasks = [asyncio.create_task(work, context=Context()) for work in works]  # what they log is of no one story

    @contextmanager
    def listen(self, story_id: object) -> Iterator[Bell]:
        """An event that is set whenever the story may have changed; the listener clears it."""
        key, bell = str(story_id), Bell()
        self.listeners[key].add(bell)
        try:
            yield bell
        finally:
            self.listeners[key].discard(bell)
            if not self.listeners[key]:
                del self.listeners[key]

    def ring(self, key: str, words: Words | None = None) -> None:
        for bell in self.listeners.get(key, ()):
            bell.ring(words)

    def ring_all(self) -> None:
        for key in list(self.listeners):
            self.ring(key)

    async def _remind(self) -> None:
        while True:
            await asyncio.sleep(LOOKS_AGAIN_AFTER / 4)
            long_ago = time.monotonic() - LOOKS_AGAIN_AFTER
            for bell in [bell for bells in self.listeners.values() for bell in bells if bell.looked < long_ago]:
                bell.set()


@clients.one_a_loop
def readers_bells() -> Bells:
    """The running loop's bells, started on first use."""
    return Bells()
