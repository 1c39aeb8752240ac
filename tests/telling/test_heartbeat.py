import asyncio
from contextlib import suppress

import django.db
import pytest
from channels.db import database_sync_to_async as in_thread

from stories.models import Story
from stories.telling import lease
from stories.telling.heartbeat import beat

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def quick(settings):
    settings.TELLING_HEARTBEAT = 0.01


async def beats(stories, stopped, seconds=5):
    """Beat until `stopped` raises or the time is over."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await beat("a worker", stories, stopped)


class Enough(Exception):
    pass


async def test_a_heart_beats_on_after_the_database_was_away(monkeypatch):
    asked, heard = [], asyncio.Event()

    def away_at_first(worker, story_ids):
        asked.append(worker)
        if len(asked) <= 2:
            raise (django.db.InterfaceError, django.db.OperationalError)[len(asked) - 1]("connection already closed")
        return ["a story"]

    monkeypatch.setattr(lease, "heartbeat", away_at_first)
    beating = asyncio.create_task(beat("a worker", list, lambda story_id: heard.set()))
    async with asyncio.timeout(5):
        await heard.wait()
    assert not beating.done() and len(asked) >= 3
    beating.cancel()


async def test_it_says_which_stories_the_family_has_stopped(alice):
    rows = [await in_thread(alice.asks)() for _ in range(3)]
    for row in rows:
        await in_thread(lease.claim)(row.pk, "a worker")
    await in_thread(lease.stop)(rows[1].pk)
    await in_thread(lease.stop)(rows[2].pk)
    heard = []

    def stopped(story_id):
        heard.append(story_id)
        raise Enough

    with pytest.raises(Enough):
        await beats(lambda: [rows[0].pk, rows[1].pk], stopped)  # the third is told by somebody else
    assert heard == [rows[1].pk]


async def test_it_keeps_what_is_told_at_each_moment(alice):
    story = await in_thread(lease.claim)((await in_thread(alice.asks)()).pk, "a worker")
    held, beating = [], asyncio.create_task(beat("a worker", lambda: held))
    await asyncio.sleep(0.1)
    assert (await Story.objects.aget(pk=story.pk)).lease_until == story.lease_until
    held.append(story.pk)
    async with asyncio.timeout(5):
        while (await Story.objects.aget(pk=story.pk)).lease_until == story.lease_until:
            await asyncio.sleep(0.01)
    beating.cancel()
