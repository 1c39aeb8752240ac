import asyncio
import time

import pytest
import uvloop

from stories.telling.tellers.alarm import Alarm


async def test_a_wait_that_takes_too_long_ends_in_a_timeout_and_the_task_goes_on():
    with pytest.raises(TimeoutError):
        async with Alarm() as alarm:
            alarm.wait(0.02)
            await asyncio.sleep(10)
    assert asyncio.current_task().cancelling() == 0
    await asyncio.sleep(0)


async def test_many_waits_each_have_their_own_time():
    async with Alarm() as alarm:
        for _ in range(8):
            alarm.wait(0.1)
            await asyncio.sleep(0.03)
            await alarm.is_over()


async def test_between_two_waits_there_is_as_much_time_as_anybody_likes():
    async with Alarm() as alarm:
        alarm.wait(0.02)
        await alarm.is_over()
        await asyncio.sleep(0.1)
        alarm.wait(0.02)
        await alarm.is_over()


async def test_a_shorter_wait_behind_a_longer_one_ends_in_its_own_time():
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        async with Alarm() as alarm:
            alarm.wait(30)
            await alarm.is_over()
            alarm.wait(0.02)
            await asyncio.sleep(10)
    assert time.monotonic() - began < 5


async def test_a_longer_wait_behind_a_shorter_one_is_not_cut_short():
    async with Alarm() as alarm:
        alarm.wait(0.02)
        await alarm.is_over()
        alarm.wait(5)
        await asyncio.sleep(0.1)
        await alarm.is_over()


async def test_an_alarm_in_the_moment_when_the_wait_is_over_counts_there_and_nowhere_else():
    with pytest.raises(TimeoutError):
        async with Alarm() as alarm:
            alarm.wait(0.01)
            time.sleep(0.03)  # noqa: ASYNC251 (the loop itself is late)
            alarm._ring()
            await alarm.is_over()
            pytest.fail("the alarm would end some other wait")
    await asyncio.sleep(0)


async def test_who_is_sent_away_from_outside_hears_no_timeout():
    async def waits():
        async with Alarm() as alarm:
            alarm.wait(30)
            await asyncio.sleep(10)

    task = asyncio.create_task(waits())
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_other_faults_pass():
    with pytest.raises(ZeroDivisionError):
        async with Alarm() as alarm:
            alarm.wait(1)
            raise ZeroDivisionError


def test_a_wait_that_was_over_before_it_began_is_no_trouble_on_the_loop_of_the_house():
    async def waits():
        async with Alarm() as alarm:
            for _ in range(3):
                alarm.wait(-0.1)
                await alarm.is_over()

    uvloop.run(waits())
