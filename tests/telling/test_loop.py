import asyncio
import time
from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from channels.db import database_sync_to_async
from django.db import OperationalError
from django.utils import timezone

from stories import clients
from stories.delivery import log
from stories.models import Story, Teller
from stories.telling import canary, ends, lease, prompts
from stories.telling.gate import known_good
from stories.telling.loop import TellingLoop
from stories.telling.tellers.builtin.teller import told
from storyteller.redis_server import free_port
from tests.telling.keeping import checkpoint
from tests.upstream import PIECES, Upstream

pytestmark = pytest.mark.django_db(transaction=True)
in_thread = database_sync_to_async


@pytest.fixture
def worker(redis, teller, settings):
    """Telling loops; those still running at the end of a test are drained."""
    settings.STORYTELLER_PACE = 2000
    loops = []

    def worker():
        loops.append(TellingLoop())
        return loops[-1]

    yield worker
    for loop in loops:
        if loop.thread.is_alive():
            loop.drain(0)


@pytest.fixture
async def upstream(settings, teller):
    async with Upstream() as upstream:
        settings.OPENAI_BASE_URL, settings.STORYTELLER_MODERATION = upstream.url, "local"
        await Teller.objects.acreate(name="main", endpoint="main", order=1)
        yield upstream


def until(reached, seconds=10):
    end = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def states(*rows):
    return [Story.objects.get(pk=row.pk).state for row in rows]


def whole(row):
    return told(prompts.build(prompts.choices_of(row)))


async def gone_home(loop):
    """Drained from a thread of its own: this one serves the upstream."""
    await asyncio.to_thread(loop.drain, 0)


def test_what_is_put_is_told(worker, alice):
    row = alice.asks()
    worker().put(row.pk)
    until(lambda: states(row) == ["finished"])
    assert Story.objects.get(pk=row.pk).text == whole(row)


def test_many_stories_are_told_at_the_same_time(worker, alice, settings):
    settings.STORYTELLER_PACE = 700
    rows, loop = [alice.asks() for _ in range(10)], worker()
    for row in rows:
        loop.put(row.pk)
    until(lambda: states(*rows) == ["telling"] * 10)
    until(lambda: states(*rows) == ["finished"] * 10, 30)
    assert [Story.objects.get(pk=row.pk).text for row in rows] == [whole(row) for row in rows]


def test_what_is_put_twice_is_told_once(worker, alice):
    row, first, second = alice.asks(), worker(), worker()
    for loop in (first, first, second, first):
        loop.put(row.pk)
    until(lambda: states(row) == ["finished"])
    first.put(row.pk)
    for loop in (first, second):
        loop.drain(5)
    row.refresh_from_db()
    assert (row.attempt, row.text) == (1, whole(row))


async def test_no_more_stories_than_there_are_places(worker, upstream, alice, settings):
    settings.TELLING_CAPACITY = 2
    upstream.mode = "stall"
    rows = [await in_thread(alice.asks)() for _ in range(5)]
    loop = worker()
    for row in rows:
        loop.put(row.pk)
    await upstream.wait_until("under_way", 2)
    await asyncio.sleep(0.3)
    assert len(upstream.asked) == 2
    assert await Story.objects.waiting().acount() == 3
    await ends.stop(rows[0].pk)
    await upstream.wait_until("asked", 3)
    assert upstream.under_way == 2
    await gone_home(loop)


async def test_a_stop_ends_the_call_to_a_silent_endpoint_within_a_second(worker, upstream, alice):
    upstream.mode = "stall"
    row, loop = await in_thread(alice.asks)(), worker()
    for _ in range(3):  # a bell too many changes nothing
        loop.put(row.pk)
    await upstream.wait_until("under_way", 1)
    async with asyncio.timeout(5):
        while (live := await log.since(row.pk, 0)) is None or live.text != "".join(PIECES):
            await asyncio.sleep(0.01)
    assert await ends.stop(row.pk)
    await upstream.wait_until("ended_by_caller", 1, seconds=1)
    story = await Story.objects.aget(pk=row.pk)
    assert (story.state, story.text) == ("stopped", "".join(PIECES))
    await gone_home(loop)
    assert (await Story.objects.aget(pk=row.pk)).state == "stopped"


async def test_a_stop_before_the_first_word_ends_the_call_too(worker, upstream, alice):
    upstream.mode = "silent"
    row, loop = await in_thread(alice.asks)(), worker()
    loop.put(row.pk)
    await upstream.wait_until("under_way", 1)
    await asyncio.sleep(0.1)
    assert await ends.stop(row.pk)
    await upstream.wait_until("ended_by_caller", 1, seconds=1)
    await gone_home(loop)


def test_a_draining_worker_finishes_what_it_can(worker, alice):
    row, loop = alice.asks(), worker()
    loop.put(row.pk)
    loop.drain(20)
    assert states(row) == ["finished"]
    assert not loop.thread.is_alive()


def test_a_draining_worker_hands_over_the_rest_and_another_tells_on(worker, alice, settings):
    settings.STORYTELLER_PACE = 200
    rows, leaving = [alice.asks() for _ in range(8)], worker()
    for row in rows:
        leaving.put(row.pk)
    until(lambda: all(Story.objects.get(pk=row.pk).text for row in rows))
    leaving.drain(0)
    assert states(*rows) == ["waiting"] * 8
    settings.STORYTELLER_PACE = 20_000
    coming = worker()
    for row in rows:
        coming.put(row.pk)
    until(lambda: states(*rows) == ["finished"] * 8)
    for row in rows:
        row.refresh_from_db()
        assert (row.attempt, row.text, row.worker) == (2, whole(row), coming.worker)


def test_what_waits_for_a_place_is_left_to_others(worker, alice, settings):
    settings.TELLING_CAPACITY, settings.STORYTELLER_PACE = 1, 100
    rows, leaving = [alice.asks(), alice.asks()], worker()
    for row in rows:
        leaving.put(row.pk)
    until(lambda: sorted(states(*rows)) == ["telling", "waiting"])
    leaving.drain(0)
    assert states(*rows) == ["waiting"] * 2
    assert sorted(Story.objects.get(pk=row.pk).attempt for row in rows) == [0, 1]


def test_the_canary_sings_on_the_telling_loop(worker):
    assert not async_to_sync(canary.was_heard)()
    worker().sing()
    until(async_to_sync(canary.was_heard))


async def test_a_worker_that_lives_keeps_its_stories(worker, upstream, alice, settings):
    settings.TELLING_LEASE, settings.TELLING_HEARTBEAT = 1.5, 0.1
    upstream.mode = "stall"
    row, loop = await in_thread(alice.asks)(), worker()
    loop.put(row.pk)
    await upstream.wait_until("under_way", 1)
    await asyncio.sleep(2)
    assert not await in_thread(lease.take_back)(row.pk), "its lease of 1.5 s was renewed"
    await gone_home(loop)


async def test_a_story_that_its_worker_has_left_is_swept(worker, upstream, alice, settings):
    """A log that somebody else holds sends the worker away; its heart still beats for other stories, not for this one."""
    settings.TELLING_LEASE, settings.TELLING_HEARTBEAT = 0.3, 0.05
    upstream.pause = 0.2
    row, loop = await in_thread(alice.asks)(), worker()
    loop.put(row.pk)
    await upstream.wait_until("under_way", 1)
    while await log.open_log(row.pk, 99, known_good("")) is None:
        await asyncio.sleep(0.01)
    async with asyncio.timeout(5):
        while not (taken := await in_thread(lease.take_back)(row.pk)):
            await asyncio.sleep(0.05)
    assert (taken.state, taken.lost_attempts) == ("waiting", 1)
    await gone_home(loop)


def test_an_end_that_is_rung_for_a_story_of_somebody_else_is_no_trouble(worker, alice, redis):
    row, loop = alice.asks(), worker()
    until(lambda: redis.pubsub_numsub(log.ENDS)[0][1] == 1)
    redis.publish(log.ENDS, str(alice.asks().pk))
    loop.put(row.pk)
    until(lambda: states(row) == ["finished"])


def test_a_worker_whose_redis_broke_off_hears_of_stops_again(worker, alice, redis, settings):
    settings.STORYTELLER_PACE = 20
    row, loop = alice.asks(), worker()
    until(lambda: redis.pubsub_numsub(log.ENDS)[0][1] == 1)
    redis.client_kill_filter(_type="pubsub")
    until(lambda: redis.pubsub_numsub(log.ENDS)[0][1] == 0)
    until(lambda: redis.pubsub_numsub(log.ENDS)[0][1] == 1)
    loop.put(row.pk)
    until(lambda: states(row) == ["telling"])
    async_to_sync(_stop)(row.pk)
    until(lambda: not loop.stories)


async def _stop(story_id):
    await ends.stop(story_id)
    await clients.redis().aclose()


def test_a_beating_heart_outlasts_a_lease_that_ran_out_unseen(worker, alice, settings):
    settings.TELLING_HEARTBEAT, settings.STORYTELLER_PACE = 0.05, 20
    row, loop = alice.asks(), worker()
    loop.put(row.pk)
    until(lambda: states(row) == ["telling"])
    Story.objects.filter(pk=row.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    until(lambda: Story.objects.get(pk=row.pk).lease_until > timezone.now())
    assert lease.take_back(row.pk) is None


def test_a_story_whose_bell_nobody_heard_is_told(worker, alice, settings):
    settings.TELLING_LOOKS_AROUND = 0.05
    row = alice.asks()
    worker()
    until(lambda: states(row) == ["finished"])
    assert Story.objects.get(pk=row.pk).text == whole(row)


def test_a_story_whose_bell_nobody_heard_is_told_without_redis_too(worker, alice, settings):
    settings.TELLING_LOOKS_AROUND = 0.05
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    row = alice.asks()
    worker()
    until(lambda: states(row) == ["finished"])
    assert Story.objects.get(pk=row.pk).text == whole(row)


def test_a_story_that_was_taken_back_is_told_on_though_nobody_rings(worker, alice, settings):
    settings.TELLING_LOOKS_AROUND = 0.05
    row = alice.asks()
    story = lease.claim(row.pk, "lost")
    checkpoint(story, whole(row)[:40])
    Story.objects.filter(pk=row.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    worker()
    assert lease.take_back(row.pk)
    until(lambda: states(row) == ["finished"])
    row.refresh_from_db()
    assert (row.attempt, row.lost_attempts, row.text) == (2, 1, whole(row))
    assert row.openings == {"2": 40}


def test_who_looks_around_takes_no_more_than_there_are_places(worker, alice, settings):
    settings.TELLING_LOOKS_AROUND, settings.TELLING_CAPACITY, settings.STORYTELLER_PACE = 0.05, 2, 20
    rows, loop = [alice.asks() for _ in range(5)], worker()
    until(lambda: states(*rows).count("telling") == 2)
    time.sleep(0.3)
    assert len(loop.stories) == 2 and states(*rows).count("waiting") == 3


def test_two_who_look_around_tell_each_story_once(worker, alice, settings):
    settings.TELLING_LOOKS_AROUND = 0.02
    rows = [alice.asks() for _ in range(6)]
    for _ in range(2):
        worker()
    until(lambda: states(*rows) == ["finished"] * 6, 20)
    assert [(Story.objects.get(pk=row.pk).attempt, Story.objects.get(pk=row.pk).text) for row in rows] == [(1, whole(row)) for row in rows]


def test_who_looks_around_outlives_a_database_that_goes_away(worker, alice, settings, monkeypatch):
    settings.TELLING_LOOKS_AROUND = 0.05
    left_waiting, asked = lease.left_waiting, []

    def away_at_first(at_most):
        asked.append(at_most)
        if len(asked) <= 2:
            raise OperationalError("away")
        return left_waiting(at_most)

    monkeypatch.setattr(lease, "left_waiting", away_at_first)
    row = alice.asks()
    worker()
    until(lambda: states(row) == ["finished"])
    assert len(asked) >= 3


async def test_without_redis_a_stop_ends_the_call_at_the_next_heartbeat(worker, upstream, alice, settings):
    settings.TELLING_HEARTBEAT = 0.1
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    clients.redis.made.clear()
    upstream.mode = "silent"
    row, loop = await in_thread(alice.asks)(), worker()
    loop.put(row.pk)
    await upstream.wait_until("under_way", 1)
    assert await ends.stop(row.pk)
    await upstream.wait_until("ended_by_caller", 1, seconds=5)
    await gone_home(loop)
    assert (await Story.objects.aget(pk=row.pk)).state == "stopped"
