import asyncio
import uuid

import pytest

from stories.delivery.bells import readers_bells
from stories.delivery.log import BELL


@pytest.fixture
async def bells(redis):
    bells = readers_bells()
    with bells.listen("the subscription") as bell:
        assert await rings(bell)
    return bells


async def rings(bell, seconds=3.0):
    try:
        async with asyncio.timeout(seconds):
            return await bell.wait()
    except TimeoutError:
        return False


async def test_a_bell_wakes_everybody_who_listens_for_this_story_and_nobody_else(redis, bells):
    story, other = uuid.uuid4(), uuid.uuid4()
    with bells.listen(story) as first, bells.listen(story) as second, bells.listen(other) as third:
        for bell in (first, second, third):
            bell.clear()
        redis.publish(BELL, str(story))
        assert await rings(first) and await rings(second)
        assert not third.is_set()


async def test_a_process_has_one_subscription_however_many_read(redis, bells):
    assert readers_bells() is bells
    with bells.listen(1), bells.listen(2), bells.listen(3):
        assert redis.pubsub_numsub(BELL) == [(BELL.encode(), 1)]


async def test_who_leaves_is_forgotten(bells):
    with bells.listen("a"), pytest.raises(ZeroDivisionError), bells.listen("a"):
        raise ZeroDivisionError
    assert not bells.listeners


async def test_a_bell_for_a_story_that_nobody_reads_is_no_trouble(redis, bells):
    redis.publish(BELL, "nobody")
    with bells.listen("a") as bell:
        redis.publish(BELL, "a")
        assert await rings(bell)
    assert not bells.listeners


async def test_after_a_lost_connection_everybody_looks_again_and_bells_ring_as_before(redis, bells):
    story = uuid.uuid4()
    with bells.listen(story) as bell:
        bell.clear()
        assert redis.client_kill_filter(_type="pubsub") == 1
        assert await rings(bell), "a bell may have gone unheard meanwhile"
        bell.clear()
        redis.publish(BELL, str(story))
        assert await rings(bell)
