"""The outside parts that rooms talk to: the database, Redis, with Celery's queue in it, and an OpenAI-compatible endpoint."""

import asyncio
import contextvars
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Generic, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from celery import current_app
from django.conf import settings
from django.db import connection
from kombu.exceptions import OperationalError
from openai import AsyncOpenAI, DefaultAioHttpClient
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

logger = logging.getLogger(__name__)

PATIENCE = 5.0  # seconds

P = ParamSpec("P")
T = TypeVar("T")

database_thread = ThreadPoolExecutor(1, "database")


async def in_database(work: Callable[P, T], *values: P.args, **more: P.kwargs) -> T:
    """What `work` returns, from the one thread of this process that works on rows for whoever must not wait.

    Its connection stays open: a new one costs more than what is asked over it.
    """
    call = partial(contextvars.copy_context().run, _kept_open, partial(work, *values, **more))
    return await asyncio.get_running_loop().run_in_executor(database_thread, call)


def _kept_open(work: Callable[[], T]) -> T:
    connection.close_at = None
    connection.close_if_unusable_or_obsolete()
    return work()


class one_a_loop(Generic[T]):
    """What `make` makes, for each loop once: a connection belongs to the loop that opened it."""

    def __init__(self, make: Callable[[], T]) -> None:
        self.make = make
        self.made: WeakKeyDictionary[asyncio.AbstractEventLoop, T] = WeakKeyDictionary()

    def __call__(self) -> T:
        loop = asyncio.get_running_loop()
        try:
            return self.made[loop]
        except KeyError:
            return self.made.setdefault(loop, self.make())


@one_a_loop
def redis() -> Redis:
    """The running loop's client; who is one too many waits for a connection.

    It has no `socket_timeout`: redis-py sends under `asyncio.wait_for`, which on Python 3.11 swallows a cancellation.
    Use it inside `async with patience():` instead.
    """
    pool = BlockingConnectionPool.from_url(
        settings.REDIS_URL,
        max_connections=50,
        timeout=PATIENCE,
        socket_timeout=None,
        socket_connect_timeout=2,
        retry=Retry(NoBackoff(), 1),
    )
    return Redis.from_pool(pool)


def patience() -> asyncio.Timeout:
    """How long somebody waits for Redis before the database, which stands behind it, has to do. Raises TimeoutError, an OSError."""
    return asyncio.timeout(PATIENCE)


def redis_for_listening() -> Redis:
    """A client of its own for one subscription, which may be silent for as long as nobody tells."""
    return Redis.from_url(settings.REDIS_URL, socket_timeout=None, socket_connect_timeout=2, health_check_interval=10)


def openai(endpoint: str = "main") -> AsyncOpenAI:
    """The running loop's client of the `main` or the `fallback` endpoint, or of the `guard`. Trying again is ours to decide, so the SDK's own retries are off."""
    clients = _openai()
    if endpoint not in clients:
        address, key = _endpoint(endpoint)
        clients[endpoint] = AsyncOpenAI(api_key=key or "none", base_url=address or None, max_retries=0, http_client=DefaultAioHttpClient())
    return clients[endpoint]


@one_a_loop
def _openai() -> dict[str, AsyncOpenAI]:
    return {}


def _endpoint(endpoint: str) -> tuple[str, str]:
    """Address and key. The SDK would read the main endpoint's address from the environment for the second one too."""
    if endpoint == "guard":
        return settings.STORYTELLER_GUARD_BASE_URL, ""
    if endpoint == "fallback":
        return settings.STORYTELLER_FALLBACK_BASE_URL or "https://api.openai.com/v1", settings.STORYTELLER_FALLBACK_API_KEY
    return settings.OPENAI_BASE_URL, settings.OPENAI_API_KEY


def ring(story_id: object) -> bool:
    """Tell some worker that there is work. False where Redis is away: the sweeper rings again, the row loses nothing."""
    return _send("stories.tasks.tell_story", str(story_id))


def ring_for_canary() -> bool:
    """Ask some worker to prove that it works. False where Redis is away."""
    return _send("stories.tasks.sing")


def _send(task: str, *args: str) -> bool:
    try:
        current_app.send_task(task, args=args, ignore_result=True, retry=False)
    except OperationalError as away:
        logger.warning("doorbell not rung: %s", away)
        return False
    return True
