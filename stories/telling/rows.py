"""Work on a story's row from the telling loop: a database that is away for a moment costs no story."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

import django.db
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_delay, wait_random_exponential

from stories.clients import in_database, one_a_loop
from stories.models import Story
from stories.telling import lease
from stories.together import Together

Row = TypeVar("Row", lease.Told, lease.End)

logger = logging.getLogger(__name__)

AWAY = (django.db.OperationalError, django.db.InterfaceError)
OUTLASTS = 60  # seconds
GATHERS = 0.005, 0.1  # seconds, see Together; shorter than a busy story rests, so that nobody waits for it


async def checkpoint(story: Story, text: str) -> None:
    """Keep the text so far, in one transaction with those of other stories. Raises LeaseLost, and what the database raises."""
    if not await _checkpoints().ask((story, story.attempt, text)):
        raise lease.lost(story)


async def keep(story: Story, text: str) -> None:
    """A checkpoint. Where the database is away the log has these words, and the next sentence tries again. Raises LeaseLost."""
    try:
        await checkpoint(story, text)
    except AWAY as away:
        logger.warning("not kept: %s", away)


async def finish(story: Story, text: str, ending: str, trouble: str = "") -> None:
    """The end of a story, in one transaction with those of others. Waits for the database. Raises LeaseLost, and after a minute that it is away."""

    async def ask() -> bool:
        return await _ends().ask((story, text, ending, trouble))

    if not await _surely(ask):
        raise lease.lost(story)


@one_a_loop
def _checkpoints() -> Together[lease.Told, bool]:
    return Together(lambda texts: _write_all(lease.checkpoint_all, texts), *GATHERS)


@one_a_loop
def _ends() -> Together[lease.End, bool]:
    return Together(lambda ends: _write_all(lease.finish_all, ends), *GATHERS)


async def _write_all(write: Callable[[Sequence[Row]], list[bool]], rows: Sequence[Row]) -> list[bool]:
    """What the database does not take of one story is that story's trouble, and no other's: it is taken back, and told on."""
    try:
        return await in_database(write, rows)
    except AWAY:
        raise
    except django.db.Error:
        if len(rows) > 1:
            return [is_written for row in rows for is_written in await _write_all(write, [row])]
        logger.exception("not kept by a bug of ours", extra={"story": str(rows[0][0].pk)})
        return [False]


async def surely(work: Callable[..., Any], *values: Any) -> Any:
    """What a story cannot do without: waits for the database. Raises what `work` raises, and after a minute that it is away."""

    async def ask() -> Any:
        return await in_database(work, *values)

    return await _surely(ask)


async def _surely(ask: Callable[[], Awaitable[Any]]) -> Any:
    retrying = AsyncRetrying(
        retry=retry_if_exception_type(AWAY),
        wait=wait_random_exponential(multiplier=0.1, max=2),
        stop=stop_after_delay(OUTLASTS),
        reraise=True,
    )
    return await retrying(ask)
