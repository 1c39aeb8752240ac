import asyncio
import uuid

import orjson
import pytest

from stories.delivery import bells as bells_module
from stories.delivery.bells import TOO_MANY, Bell, Words, readers_bells
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
            bell.take()
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
    redis.publish(BELL, str(uuid.uuid4()))
    story = uuid.uuid4()
    with bells.listen(story) as bell:
        redis.publish(BELL, str(story))
        assert await rings(bell)
    assert not bells.listeners


async def test_after_a_lost_connection_everybody_looks_again_and_bells_ring_as_before(redis, bells):
    story = uuid.uuid4()
    with bells.listen(story) as bell:
        bell.take()
        assert redis.client_kill_filter(_type="pubsub") == 1
        assert await rings(bell), "a bell may have gone unheard meanwhile"
        bell.take()
        redis.publish(BELL, str(story))
        assert await rings(bell)


async def test_a_bell_carries_words_of_several_stories_and_who_looks_takes_them(redis, bells):
    story, other = uuid.uuid4(), uuid.uuid4()
    with bells.listen(story) as first, bells.listen(other) as second:
        first.take(), second.take()
        redis.publish(BELL, b",".join(map(orjson.dumps, ([story, 2, 6, "从前"], [other, 1, 0, "a"], [story, 2, 12, "a\ue000"]))))
        assert await rings(first) and await rings(second)
        assert first.take() == (False, [Words(2, 6, "从前", 12), Words(2, 12, "a\ue000", 16)])
        assert second.take() == (False, [Words(1, 0, "a", 1)])
        assert first.take() == (False, []) and not first.is_set()


@pytest.mark.parametrize(
    "nonsense", ["x" * 36, '["a"', '["a", 1]', "[1, 2, 3, 4]", '["a", 1, 2, 3]', '["a", 1, "2", "3"]', '[["x"]]', "[{}]", "17"]
)
async def test_of_a_bell_that_makes_no_sense_everybody_looks_in_the_log(redis, bells, nonsense):
    with bells.listen("a") as bell:
        bell.take()
        redis.publish(BELL, nonsense)
        assert await rings(bell)
        assert bell.take() == (True, [])


def test_who_did_not_come_to_look_for_long_looks_in_the_log():
    bell = Bell()
    for place in range(TOO_MANY + 3):
        bell.ring(Words(1, place, "a", place + 1))
    rang, words = bell.take()
    assert rang and len(words) == TOO_MANY


async def test_who_hears_no_bell_is_reminded_to_look(bells, monkeypatch):
    monkeypatch.setattr(bells_module, "LOOKS_AGAIN_AFTER", 0.05)
    with readers_bells().listen("a") as bell:
        bell.take()
        assert await rings(bell)
        assert bell.take() == (False, [])
