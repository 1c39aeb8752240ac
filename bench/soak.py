"""An hour at a hundred stories: `python -m bench.soak --minutes 60 --stories 100`. What the parts of the house hold in memory, minute by minute."""

import argparse
import asyncio
import itertools
import sys
import time
from pathlib import Path
from typing import Any

import orjson
import uvloop

from bench.figures import judge
from bench.listen import Heard
from bench.scenes import Meter
from bench.systems import Endpoint, House

ENDS_WITHIN = 60.0  # seconds behind its last word


class Soak:
    def __init__(self, house: House, stories: int, tokens: int) -> None:
        self.house, self.stories, self.tokens = house, stories, tokens
        self.numbers = itertools.count(1)
        self.told = self.faulty = 0

    async def run(self, minutes: float) -> dict[str, Any]:
        self.until = time.monotonic() + 60 * minutes
        families = [asyncio.create_task(self._family(delay=place * 20 / self.stories)) for place in range(self.stories)]
        minutes_of_memory = await self._watch()
        await asyncio.gather(*families)
        return {"stories_at_once": self.stories, "told": self.told, "faulty": self.faulty, "rss_mb_by_minute": minutes_of_memory}

    async def _family(self, delay: float) -> None:
        """One story after another."""
        await asyncio.sleep(delay)
        while time.monotonic() < self.until:
            heard = Heard(next(self.numbers))
            line = await self.house.listen(await self.house.begin(heard.story), heard)
            await asyncio.wait([line.ended], timeout=self.tokens / 30 + ENDS_WITHIN)
            line.transport.abort()
            tally = judge([heard], {}, self.tokens, gated=False)
            self.told += 1
            self.faulty += bool(tally.lost or tally.repeated or tally.wrong or tally.unfinished)

    async def _watch(self) -> list[dict[str, float]]:
        samples = []
        meter = Meter(self.house)
        while time.monotonic() < self.until:
            samples.append({name: round(size / 2**20, 1) for name, size in meter.memory().items()})
            sys.stderr.write(f"{len(samples) - 1} min: {samples[-1]}; told {self.told}, faulty {self.faulty}\n")
            await asyncio.sleep(min(60, max(0.0, self.until - time.monotonic())))
        return samples


async def main(asked: argparse.Namespace) -> None:
    async with Endpoint() as endpoint, House(endpoint.url, "on") as house:
        await endpoint.plan(pace=30, tokens=asked.tokens, spread=0.5, stamps=0)
        await endpoint.go()
        result = await Soak(house, asked.stories, asked.tokens).run(asked.minutes)
    await asyncio.to_thread(Path(asked.out).write_bytes, orjson.dumps(result, option=orjson.OPT_INDENT_2))


if __name__ == "__main__":
    reader = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    reader.add_argument("--minutes", type=float, default=60)
    reader.add_argument("--stories", type=int, default=100)
    reader.add_argument("--tokens", type=int, default=600)
    reader.add_argument("--out", default="var/soak.json")
    uvloop.run(main(reader.parse_args()))
