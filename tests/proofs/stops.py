"""A stop while the upstream tells: how soon its call is ended, whatever state Redis is in."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from signal import SIGKILL
from typing import Any

import httpx

from tests.proofs import tale
from tests.proofs.reader import Family
from tests.proofs.street import Site

RATE, SILENT = 60.0, 0.01  # characters a second; at the latter, minutes pass before the first word
WITHIN, BY_HEARTBEAT = 1.0, 3.0  # seconds; without Redis the worker hears of it at its next heartbeat
AWAY = 9.0
GIVES_UP_AFTER = 30.0


@dataclass
class Stopping:
    """Seconds from the tap until the upstream's call was ended, until the tap was answered, and until the reader heard."""

    moment: str
    ended: float
    answered: float
    heard: float
    wrong: list[str]

    def __str__(self) -> str:
        return f"call ended after {self.ended:.2f} s, answered after {self.answered:.2f} s, reader told after {self.heard:.2f} s"


class Stop:
    def __init__(self, site: Site, family: Family) -> None:
        self.site, self.family = site, family
        self.upstream = httpx.AsyncClient(base_url=site.endpoint.house, timeout=GIVES_UP_AFTER)

    async def run(self, moment: str) -> Stopping:
        await self.site.house.ready()
        await self.site.endpoint.rate(SILENT if moment == "silent" else RATE)
        self.site.number += 1
        self.number, self.before = self.site.number, await self._seen()
        self.story = await self.family.ask(self.number)
        self.reader = self.family.reader(self.story)
        reading = asyncio.create_task(self.reader.read())
        try:
            await MOMENTS[moment](self)
            trouble = asyncio.create_task(TROUBLES[moment](self.site)) if moment in TROUBLES else None
            found = await self._stop(moment, reading, 0.3 if trouble else 0)
            if trouble:
                await trouble
            found.wrong += await self._differences()
            return found
        finally:
            reading.cancel()
            await self.upstream.aclose()

    async def _stop(self, moment: str, reading: asyncio.Task[None], later: float) -> Stopping:
        await asyncio.sleep(later)
        asked = time.monotonic()
        answered, ended, heard = await asyncio.gather(
            _seconds(self._tap(), asked), _seconds(self._call_ended(), asked), _seconds(_patiently(reading), asked)
        )
        limit = BY_HEARTBEAT if moment in TROUBLES else WITHIN
        wrong = [f"the call went on for {ended:.2f} s"] if ended > limit else []
        return Stopping(moment, ended, answered, heard, wrong)

    async def _tap(self) -> None:
        fields = {"csrfmiddlewaretoken": self.family.http.cookies["csrftoken"]}
        answer = await self.family.http.post(f"/stories/{self.story}/stop", data=fields, headers={"Referer": self.family.url})
        assert answer.status_code == 302, answer.text[:500]

    async def _call_ended(self) -> None:
        async with asyncio.timeout(GIVES_UP_AFTER):
            while (await self._seen())["ended_by_caller"] == self.before["ended_by_caller"]:
                await asyncio.sleep(0.01)

    async def _seen(self) -> dict[str, Any]:
        return (await self.upstream.get("/seen")).json()

    async def _differences(self) -> list[str]:
        """What the reader has stays, and is all there is."""
        page, seen = await self.family.http.get(f"/stories/{self.story}/text"), await self._seen()
        found = {
            f"the reader heard {self.reader.end or 'no end'}": self.reader.end != "stopped",
            f"state {page.headers['x-story-state']}": page.headers["x-story-state"] != "stopped",
            f"reader has {len(self.reader.text)} characters, the page {len(page.text)}": self.reader.text != page.text,
            f"words were taken back: {self.reader.rewound}": self.reader.rewound > 0,
            "not the story": not tale.begins(self.number, page.text),
            "asked again": seen["calls_of_story"][str(self.number)] != 1 or seen["under_way"] > 0,
        }
        return [words for words, is_so in found.items() if is_so]


async def stops(site: Site, moment: str, times: int) -> list[Stopping]:
    family = Family(site.house.port)
    try:
        return [await Stop(site, family).run(moment) for _ in range(times)]
    finally:
        await family.close()


async def _in_the_middle(stop: Stop) -> None:
    length = random.randint(20, 200)
    await _until(lambda: len(stop.reader.text) >= length)


async def _before_the_first_word(stop: Stop) -> None:
    while not (await stop._seen())["under_way"]:
        await asyncio.sleep(0.02)
    await asyncio.sleep(0.5)
    assert not stop.reader.text


MOMENTS: dict[str, Callable[[Stop], Awaitable[None]]] = {
    "telling": _in_the_middle,
    "silent": _before_the_first_word,
    "Redis frozen": _in_the_middle,
    "Redis down": _in_the_middle,
}
TROUBLES: dict[str, Callable[[Site], Any]] = {
    "Redis frozen": lambda site: site.house["redis"].freeze(AWAY),
    "Redis down": lambda site: site.house["redis"].restart(SIGKILL, AWAY),
}


async def _until(is_so: Callable[[], bool]) -> None:
    while not is_so():
        await asyncio.sleep(0.02)


async def _patiently(reading: asyncio.Task[None]) -> None:
    await asyncio.wait([reading], timeout=GIVES_UP_AFTER)


async def _seconds(work: Awaitable[None], since: float) -> float:
    await work
    return time.monotonic() - since
