"""A few houses side by side, each with an endpoint of its own, that share the work of a proof."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from tests.proofs.numbered_process import Endpoint
from tests.proofs.parts import Parts
from tests.proofs.reader import Family, Reader
from tests.proofs.verdict import Reading, Tally, judge

Job = TypeVar("Job")
Done = TypeVar("Done")


@dataclass
class Site:
    """One house under proof: its parts, its endpoint, and what was read in it."""

    house: Parts
    endpoint: Endpoint
    readings: list[Reading] = field(default_factory=list)
    number: int = 0

    async def begin(self, family: Family, readers: int = 1) -> list[Reader]:
        """A new story and whoever will read it."""
        self.number += 1
        began = asyncio.get_running_loop().time()
        number, story = self.number, await family.ask(self.number)
        waited = asyncio.get_running_loop().time() - began
        readings = [Reading(number, story, family.reader(story), waited) for _ in range(readers)]
        self.readings += readings
        return [reading.reader for reading in readings]

    async def judge(self) -> Tally:
        """What was read since the last judgement."""
        readings, self.readings = self.readings, []
        tally = judge(readings, await self.house.rows())
        self.house.failed |= not tally.is_clean()
        return tally


class Street(Generic[Job, Done]):
    def __init__(self, jobs: Iterable[Job], work: Callable[[Site, Job], Awaitable[Done]], rate: float) -> None:
        self.jobs, self.work, self.rate = iter(jobs), work, rate
        self.done: list[Done] = []
        self.violations: list[object] = []

    async def run(self, houses: int) -> list[Done]:
        async with asyncio.TaskGroup() as street:
            for place in range(houses):
                street.create_task(self._house(place))
        return self.done

    async def _house(self, place: int) -> None:
        async with Endpoint(self.rate, place) as endpoint, Parts(endpoint.url) as house:
            site = Site(house, endpoint)
            for job in self.jobs:
                self.done.append(await self.work(site, job))
            self.violations += (await endpoint.seen())["violations"]
