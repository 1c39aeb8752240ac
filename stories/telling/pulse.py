"""How often a story says something: at once where few are told, and where hundreds are, a little less often and more at a time."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager

EACH = 0.001  # seconds of rest for each story that is told in this process: what they all cost stays within one core
AT_MOST = 0.200  # seconds: no reader sees it, for the page shows words one after another by a pace of its own
NO_REST_BELOW = 0.005  # seconds

_told = 0


@contextmanager
def one_more() -> Iterator[None]:
    """A story is being told."""
    global _told
    _told += 1
    try:
        yield
    finally:
        _told -= 1


async def rest(since: float) -> None:
    """Before the next words are taken from an endpoint: those that come meanwhile are said together.

    `since`: when the last were taken, on the monotonic clock. What it took to say them counts as rest.
    """
    pause = min(_told * EACH, AT_MOST)
    if pause >= NO_REST_BELOW:
        await asyncio.sleep(since + pause - time.monotonic())
