import asyncio

import pytest

from stories.together import Together


class Part:
    """An outside part that is asked for many at once."""

    def __init__(self):
        self.calls, self.away, self.open = [], None, asyncio.Event()
        self.open.set()

    async def __call__(self, asks):
        self.calls.append(asks)
        await self.open.wait()
        if self.away:
            raise self.away
        return [ask.upper() for ask in asks]


@pytest.fixture
async def part():
    return Part()


async def test_who_is_alone_is_asked_for_at_once(part):
    together = Together(part, 60, 60)
    async with asyncio.timeout(1):
        assert await together.ask("a") == "A"


async def test_who_comes_while_one_call_is_under_way_goes_with_the_next_in_order_and_equals_once(part):
    together = Together(part, 0, 0)
    part.open.clear()
    first = together.ask("a")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    later = [together.ask(letter) for letter in "bcbd"]
    part.open.set()
    assert [await answer for answer in [first, *later]] == ["A", "B", "C", "B", "D"]
    assert part.calls == [["a"], ["b", "c", "d"]]


async def test_the_busier_the_longer_it_gathers_and_no_longer_than_it_may(part):
    together = Together(part, 0.05, 0.2)
    clock = asyncio.get_running_loop().time
    await asyncio.gather(*map(together.ask, "abcdefghij"))
    gathering = clock()
    await together.ask("k")
    assert 0.15 < clock() - gathering < 1
    gathering = clock()
    await together.ask("l")
    assert clock() - gathering < 0.15, "one came last time"


async def test_who_left_before_the_call_is_not_asked_for(part):
    together = Together(part, 0, 0)
    leaves, stays = together.ask("a"), together.ask("b")
    leaves.cancel()
    assert await stays == "B" and part.calls == [["b"]]


async def test_all_leave(part):
    together = Together(part, 0, 0)
    together.ask("a").cancel()
    await asyncio.sleep(0.01)
    assert part.calls == [] and await together.ask("b") == "B"


async def test_who_leaves_during_the_call_takes_nothing_from_the_others(part):
    together = Together(part, 0, 0)
    part.open.clear()
    leaves, stays = together.ask("a"), together.ask("a")
    await asyncio.sleep(0.01)
    leaves.cancel()
    part.open.set()
    assert await stays == "A"


async def test_a_fault_is_everybodys_and_the_next_call_is_another(part):
    together = Together(part, 0, 0)
    part.away = ConnectionError("away")
    answers = await asyncio.gather(together.ask("a"), together.ask("b"), return_exceptions=True)
    assert answers == [part.away, part.away]
    part.away = None
    assert await together.ask("a") == "A"


async def test_where_a_call_was_silent_nobody_waits_for_the_same_silence_again(part):
    together = Together(part, 0, 0)
    part.open.clear()
    part.away = TimeoutError()
    first = together.ask("a")
    await asyncio.sleep(0.01)
    later = together.ask("b")
    part.open.set()
    assert await asyncio.gather(first, later, return_exceptions=True) == [part.away, part.away]
    assert part.calls == [["a"]]
    part.away = None
    assert await together.ask("c") == "C"


async def test_too_few_answers_are_a_fault_and_leave_nobody_waiting():
    async def one(asks):
        return ["A"]

    together = Together(one, 0, 0)
    answers = await asyncio.gather(together.ask("a"), together.ask("b"), return_exceptions=True)
    assert all(isinstance(answer, ValueError) for answer in answers)
    assert await together.ask("a") == "A"
