"""What a reader hears of a story, and whether the row and the log agree with it."""

import asyncio
from contextlib import aclosing

from stories.delivery import log
from stories.delivery.follow import Rewind, StateNow, Text, follow
from stories.models import Story
from stories.telling.tell import tell


async def outcome(row):
    """The row and its log, which must agree."""
    story = await Story.objects.select_related("teller").aget(pk=row.pk)
    live = await log.since(row.pk, 0)
    assert (live.text, live.state) == (story.text, story.state)
    return story


async def heard(row):
    """What a reader hears from the beginning to the end."""
    async with asyncio.timeout(10), aclosing(follow(row.pk, 0)) as events:
        return [event async for event in events]


async def until(reached, seconds=5):
    async with asyncio.timeout(seconds):
        while not await reached():
            await asyncio.sleep(0.01)


async def tell_and_listen(row):
    listening = asyncio.create_task(heard(row))
    await tell(row.pk, "a worker")
    events = await listening
    story = await outcome(row)
    assert "".join(event.text for event in events if isinstance(event, Text)) == story.text
    assert events[-1] == StateNow(story.state, attempt=story.newest_opening) and not any(isinstance(event, Rewind) for event in events)
    return story


async def has_said(row, words):
    live = await log.since(row.pk, 0)
    return live is not None and live.text == words
