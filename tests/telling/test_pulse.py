import time
from contextlib import ExitStack

import pytest

from stories.telling import pulse


def told(stack, number):
    for _ in range(number):
        stack.enter_context(pulse.one_more())


async def rests(since=0.0):
    began = time.monotonic()
    await pulse.rest(began - since)
    return time.monotonic() - began


@pytest.mark.parametrize("stories", [0, 1, 4])
async def test_where_few_are_told_nobody_rests(stories):
    with ExitStack() as stack:
        told(stack, stories)
        assert await rests() < 0.004


async def test_the_more_are_told_the_longer_each_rests_and_no_longer_than_it_may():
    with ExitStack() as stack:
        told(stack, 40)
        assert 0.038 <= await rests() < 0.3
        told(stack, 2000)
        assert pulse.AT_MOST - 0.002 <= await rests() < pulse.AT_MOST + 0.3


async def test_what_it_took_to_say_the_last_words_counts_as_rest():
    with ExitStack() as stack:
        told(stack, 2000)
        assert await rests(since=pulse.AT_MOST - 0.01) < 0.1
        assert await rests(since=10) < 0.05


async def test_a_story_that_breaks_is_told_no_more():
    with pytest.raises(ZeroDivisionError), pulse.one_more():
        raise ZeroDivisionError
    assert await rests() < 0.004
