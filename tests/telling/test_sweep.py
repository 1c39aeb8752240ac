import asyncio
import json
from base64 import b64decode
from datetime import timedelta

import pytest
from channels.db import database_sync_to_async
from django.db import OperationalError, connection
from django.utils import timezone

from stories import clients
from stories.delivery import log
from stories.models import Story
from stories.telling import lease, sweep
from stories.telling.gate import known_good
from stories.telling.sweep import Sweeper
from stories.telling.voice import LogOut, Voice
from storyteller.redis_server import free_port

pytestmark = pytest.mark.django_db(transaction=True)
in_thread = database_sync_to_async


def rung(redis):
    """The story ids in Celery's queue, oldest first; a canary counts as None."""
    bodies = [json.loads(b64decode(json.loads(task)["body"])) for task in reversed(redis.lrange("stories", 0, -1))]
    return [args[0] if args else None for args, *_ in bodies]


def stories_rung(redis):
    return [story for story in rung(redis) if story]


async def begins(row, worker):
    voice = Voice(await in_thread(lease.claim)(row.pk, worker), LogOut())
    await voice.open()
    return voice


async def told_by_a_lost_worker(row):
    voice = await begins(row, "lost")
    await voice.say(known_good("第一句。第二"))
    await Story.objects.filter(pk=row.pk).aupdate(lease_until=timezone.now() - timedelta(seconds=1))
    return voice


@pytest.fixture
async def row(redis, alice):
    return await in_thread(alice.asks)()


async def test_a_lost_workers_story_waits_for_another_and_is_rung_for_within_one_sweep(row, redis):
    voice = await told_by_a_lost_worker(row)
    await Sweeper().sweep()
    story = await Story.objects.aget(pk=row.pk)
    assert (story.state, story.worker, story.text, story.lost_attempts) == ("waiting", "", "第一句。第二", 1)
    assert stories_rung(redis) == [str(row.pk)]
    live = await log.since(row.pk, 0)
    assert (live.state, live.text) == ("waiting", "第一句。第二"), "readers hear of the pause"
    assert await log.append(row.pk, 1, voice.out.place, known_good("句。")) is log.Append.REFUSED, "the lost one can say no more"


async def test_it_is_taken_back_and_rung_for_once(row, redis):
    await told_by_a_lost_worker(row)
    for _ in range(3):
        await Sweeper().sweep()
    assert stories_rung(redis) == [str(row.pk)] and (await Story.objects.aget(pk=row.pk)).lost_attempts == 1


async def test_a_story_that_another_tells_on_is_left_alone(row):
    voice = await told_by_a_lost_worker(row)
    taken = await in_thread(lease.take_back)(row.pk)
    late = await begins(row, "comes")
    await Sweeper()._let_go(taken)  # which came late
    await late.say(known_good("句。"))
    live = await log.since(row.pk, 0)
    assert (live.state, live.text) == ("telling", "第一句。第二句。") and voice.text == "第一句。第二"


async def test_without_redis_a_lost_workers_story_waits_all_the_same(row, settings):
    await told_by_a_lost_worker(row)
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    clients.redis.made.clear()
    await Sweeper().sweep()
    story = await Story.objects.aget(pk=row.pk)
    assert (story.state, story.text, story.lost_attempts) == ("waiting", "第一句。第二", 1)


async def test_many_lost_stories_are_taken_back_in_one_sweep(alice, redis):
    rows = [await in_thread(alice.asks)() for _ in range(12)]
    for row in rows:
        await told_by_a_lost_worker(row)
    await Sweeper().sweep()
    assert sorted(stories_rung(redis)) == sorted(str(row.pk) for row in rows)


async def test_a_worker_that_was_heard_of_keeps_its_story(row):
    await told_by_a_lost_worker(row)
    await in_thread(lease.heartbeat)("lost", [row.pk])
    await Sweeper().sweep()
    assert (await Story.objects.aget(pk=row.pk)).state == "telling"


async def test_what_waits_is_told_or_has_ended_is_not_rung_for(alice, redis):
    """Whoever waits is found by the workers themselves."""
    hour_ago = timezone.now() - timedelta(hours=1)
    for state in ("waiting", "telling", "finished", "stopped", "failed"):
        row = await in_thread(alice.asks)(state=state)
        await Story.objects.filter(pk=row.pk).aupdate(created=hour_ago)
    await Sweeper().sweep()
    assert stories_rung(redis) == []


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

    await clients.in_database(lambda: connection.execute_wrappers.append(answer))
    sweeping = asyncio.create_task(Sweeper().sweep_for_ever())
    try:
        await asyncio.sleep(0.1)
        async with asyncio.timeout(5):
            while (await Story.objects.aget(pk=row.pk)).state != "waiting":
                await asyncio.sleep(0.01)
        assert not list(away), "the database was away"
    finally:
        sweeping.cancel()
        await asyncio.gather(sweeping, return_exceptions=True)
        await clients.in_database(lambda: connection.execute_wrappers.remove(answer))


async def test_what_keeps_the_house_clean_comes_at_once_and_again_in_an_hour_though_a_database_was_away(monkeypatch, caplog):
    monkeypatch.setattr(sweep, "HOUR", 0.01)
    came = []

    async def away():
        came.append("away")
        raise OperationalError("away")

    async def cleans():
        came.append("cleans")

    keeping = asyncio.create_task(sweep.every_hour(away, cleans))
    async with asyncio.timeout(5):
        while len(came) < 4:
            await asyncio.sleep(0.01)
    keeping.cancel()
    assert came[:4] == ["away", "cleans"] * 2 and "away missed" in caplog.text
