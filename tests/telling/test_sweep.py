import asyncio
import json
from base64 import b64decode
from datetime import timedelta

import pytest
from channels.db import database_sync_to_async
from django.db import OperationalError, connection
from django.utils import timezone

from stories.delivery import log
from stories.models import Story
from stories.telling import lease, sweep
from stories.telling.gate import known_good
from stories.telling.sweep import Sweeper
from stories.telling.voice import LogOut, Voice

pytestmark = pytest.mark.django_db(transaction=True)
in_thread = database_sync_to_async


def rung(redis):
    """The story ids in Celery's queue, oldest first; a canary counts as None."""
    bodies = [json.loads(b64decode(json.loads(task)["body"])) for task in reversed(redis.lrange("stories", 0, -1))]
    return [args[0] if args else None for args, *_ in bodies]


def stories_rung(redis):
    return [story for story in rung(redis) if story]


async def old(row, seconds=60):
    await Story.objects.filter(pk=row.pk).aupdate(created=timezone.now() - timedelta(seconds=seconds))


async def told_by_a_lost_worker(row):
    voice = Voice(await in_thread(lease.claim)(row.pk, "lost"), LogOut())
    await voice.open()
    await voice.say(known_good("第一句。第二"))
    await Story.objects.filter(pk=row.pk).aupdate(lease_until=timezone.now() - timedelta(seconds=1))
    return voice


@pytest.fixture
async def row(redis, alice):
    return await in_thread(alice.asks)()


async def test_a_lost_workers_story_fails_honestly_within_one_sweep(row):
    voice = await told_by_a_lost_worker(row)
    await Sweeper().sweep()
    story = await Story.objects.aget(pk=row.pk)
    assert (story.state, story.trouble) == ("failed", "the worker was lost")
    assert story.text == "第一句。第二", "what readers saw is kept"
    assert (await log.since(row.pk, 0)).state == "failed"
    assert await log.append(row.pk, 1, voice.out.place, known_good("句。")) is log.Append.REFUSED


async def test_a_worker_that_was_heard_of_keeps_its_story(row):
    await told_by_a_lost_worker(row)
    await in_thread(lease.heartbeat)("lost", [row.pk])
    await Sweeper().sweep()
    assert (await Story.objects.aget(pk=row.pk)).state == "telling"


async def test_a_story_that_waits_is_rung_again_but_not_too_often(row, redis, settings):
    await old(row)
    sweeper = Sweeper()
    for _ in range(3):
        await sweeper.sweep()
    assert stories_rung(redis) == [str(row.pk)]
    settings.SWEEP_RINGS_AGAIN_AFTER = 0.05
    await asyncio.sleep(0.1)
    await sweeper.sweep()
    assert stories_rung(redis) == [str(row.pk)] * 2


async def test_a_young_story_is_not_rung_again(row, redis):
    await Sweeper().sweep()
    assert stories_rung(redis) == []


async def test_the_oldest_is_rung_first_and_what_is_told_or_ended_not_at_all(alice, redis):
    rows = [await in_thread(alice.asks)(state=state) for state in ("waiting", "telling", "waiting", "finished", "stopped", "failed")]
    for place, row in enumerate(rows):
        await old(row, 100 - place if place else 50)
    await Sweeper().sweep()
    assert stories_rung(redis) == [str(rows[2].pk), str(rows[0].pk)]


async def test_a_story_that_was_handed_over_is_rung_at_the_next_sweep(row, redis):
    await old(row)
    voice = Voice(await in_thread(lease.claim)(row.pk, "leaves"), LogOut())
    sweeper = Sweeper()
    await sweeper.sweep()
    assert stories_rung(redis) == []
    await in_thread(lease.hand_over)(voice.story, "")
    await sweeper.sweep()
    assert stories_rung(redis) == [str(row.pk)]


async def test_the_canary_is_asked_to_sing_but_not_at_every_sweep(redis, db, monkeypatch):
    sweeper = Sweeper()
    for _ in range(3):
        await sweeper.sweep()
    assert rung(redis) == [None]
    monkeypatch.setattr(sweep, "CANARY_EVERY", 0)
    await sweeper.sweep()
    assert rung(redis) == [None, None]


async def test_a_sweeper_outlives_a_database_that_goes_away(row, settings):
    settings.SWEEP_EVERY = 0.01
    await told_by_a_lost_worker(row)
    away = iter([OperationalError("away"), OperationalError("still away")])

    def answer(execute, *question):
        for error in away:
            raise error
        return execute(*question)

    await in_thread(lambda: connection.execute_wrappers.append(answer))()
    sweeping = asyncio.create_task(Sweeper().sweep_for_ever())
    try:
        await asyncio.sleep(0.1)
        async with asyncio.timeout(5):
            while (await Story.objects.aget(pk=row.pk)).state != "failed":
                await asyncio.sleep(0.01)
        assert not list(away), "the database was away"
    finally:
        sweeping.cancel()
        await asyncio.gather(sweeping, return_exceptions=True)
        await in_thread(lambda: connection.execute_wrappers.remove(answer))()
