import asyncio
import random

from stories import clients


async def test_a_call_that_is_cancelled_ends(redis):
    """On Python 3.11 redis-py with a socket timeout swallowed two cancellations of three: readers who left were followed for ever."""

    async def ask_for_ever() -> None:
        while True:
            await clients.redis().ping()

    for _ in range(60):
        asking = asyncio.create_task(ask_for_ever())
        await asyncio.sleep(random.random() * 0.005)
        asking.cancel()
        done, _ = await asyncio.wait([asking], timeout=1)
        assert done


async def test_who_is_one_too_many_waits_for_a_connection(redis):
    answers = await asyncio.gather(*(clients.redis().ping() for _ in range(300)))
    assert answers == [True] * 300


async def test_each_loop_has_one_client(redis):
    assert clients.redis() is clients.redis()
    assert clients.openai() is clients.openai()
