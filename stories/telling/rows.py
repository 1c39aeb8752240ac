"""Work on a story's row from the telling loop: a database that is away for a moment costs no story."""

import logging
from collections.abc import Callable, Sequence
from typing import Any

import django.db
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_delay, wait_random_exponential

from stories.clients import in_database, one_a_loop
from stories.models import Story
from stories.telling import lease
from stories.together import Together

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


@one_a_loop
def _checkpoints() -> Together[lease.Told, bool]:
    return Together(_keep_all, *GATHERS)


async def _keep_all(texts: Sequence[lease.Told]) -> list[bool]:
    """What the database does not take of one story is that story's trouble, and no other's: it is taken back, and told on."""
    try:
        return await in_database(lease.checkpoint_all, texts)
    except AWAY:
        raise
    except django.db.Error:
        if len(texts) > 1:
            return [is_kept for told in texts for is_kept in await _keep_all([told])]
        logger.exception("not kept by a bug of ours", extra={"story": str(texts[0][0].pk)})
        return [False]


async def surely(work: Callable[..., Any], *values: Any) -> Any:
    """What a story cannot do without: waits for the database. Raises what `work` raises, and after a minute that it is away."""
    retrying = AsyncRetrying(
        retry=retry_if_exception_type(AWAY),
        wait=wait_random_exponential(multiplier=0.1, max=2),
        stop=stop_after_delay(OUTLASTS),
        reraise=True,
    )
    return await retrying(in_database, work, *values)
