"""A little of what readers may do: `python -m tests.proofs.readers` has the rest."""

import asyncio

import pytest

from tests.proofs import readers
from tests.proofs.street import Site

pytestmark = pytest.mark.asyncio(loop_scope="package")
CUTS = 4


async def test_readers_that_are_cut_off_or_sleep_or_have_two_tabs_miss_and_repeat_nothing(site: Site):
    await site.house.ready()
    await site.endpoint.rate(120)
    are_cut = [readers.cut_off(site, CUTS) for _ in range(5)]
    *made, sleeper, _ = await asyncio.gather(*are_cut, readers.asleep(site, sleeps=3), readers.in_tabs(site))
    assert min(made) >= CUTS and sleeper.has_slept
    assert not readers.faults(await site.judge())


async def test_many_taps_at_once_are_one_story(site: Site):
    row = await readers.taps(site, 30)
    assert not row.wrong, str(row)


@pytest.mark.parametrize(("moment", "times"), [("telling", 3), ("silent", 1)])
async def test_a_stop_ends_the_call_of_the_upstream(site: Site, moment: str, times: int):
    row = await readers.stopped(site, moment, times)
    assert not row.wrong, str(row)
