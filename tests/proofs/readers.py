"""What readers may do: be cut off a thousand times, tap twice, stop, read in two tabs, fall asleep, and never read.

`python -m tests.proofs.readers [--cuts 1000] [--what cuts,taps,stops,tabs,deaf] [--out FILE]`
"""

import argparse
import asyncio
import json
import re
import sys
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection

from tests.proofs.deaf import deafness
from tests.proofs.kills import distribution
from tests.proofs.numbered_process import Endpoint
from tests.proofs.parts import Parts, prove
from tests.proofs.reader import Family, Reader
from tests.proofs.stops import stops
from tests.proofs.street import Site
from tests.proofs.verdict import Reading, Tally

READERS = 20
CUTS_AFTER = (0.0, 0.8)  # seconds of a connection
RATE, HASTE = 40.0, 600.0  # characters a second
CUT = 1006  # the close code of a connection that was torn
_STORY = re.compile(r"/stories/([0-9a-f-]{36})/")


@dataclass
class Row:
    what: str
    found: str
    wrong: list[str]

    def __str__(self) -> str:
        return f"{'ok    ' if not self.wrong else 'NOT OK'} {self.what}: {'; '.join([self.found, *self.wrong])}"


async def cuts(site: Site, wanted: int) -> Row:
    await site.endpoint.rate(RATE)
    made = await asyncio.gather(*(cut_off(site, -(-wanted // READERS)) for _ in range(READERS)))
    tally = await site.judge()
    wrong = faults(tally) + ([f"only {sum(made)} cuts"] if sum(made) < wanted else [])
    return Row("cuts", f"{sum(made)} cuts of {READERS} readers, {_counts(tally)}", wrong)


async def cut_off(site: Site, wanted: int) -> int:
    """A reader reads story after story until it was cut off so many times."""
    family, made = Family(site.house.port), 0
    try:
        while made < wanted:
            [reader] = await site.begin(family)
            reader.cuts_after = CUTS_AFTER
            await reader.read()
            made += reader.codes[CUT]
        return made
    finally:
        await family.close()


async def deaf(site: Site, clients: int) -> Row:
    found = await deafness(site, clients)
    return Row("deaf", str(found), found.wrong())


async def taps(site: Site, times: int) -> Row:
    """The same tap so many times at the same moment."""
    await site.endpoint.rate(HASTE)
    family, site.number = Family(site.house.port), site.number + 1
    try:
        await family.http.get("/")
        fields = {"power": f"本领{site.number}", "request_key": uuid.uuid4().hex}
        answers = await asyncio.gather(*(family._post(fields) for _ in range(times)))
        places = {(answer.status_code, answer.headers.get("location", "")) for answer in answers}
        story = _STORY.search(answers[0].headers.get("location", ""))
        if len(places) > 1 or story is None:
            return Row("taps", f"{times} at once", [f"answers {sorted(places)}"])
        return await _one_story(site, family, story[1], times)
    finally:
        await family.close()


async def _one_story(site: Site, family: Family, story: str, times: int) -> Row:
    site.readings.append(Reading(site.number, story, family.reader(story)))
    await site.readings[-1].reader.read()
    on_shelf = set(_STORY.findall((await family.http.get("/stories/")).text))
    calls = (await site.endpoint.seen())["calls_of_story"][str(site.number)]
    wrong = [] if (on_shelf, calls) == ({story}, 1) else ["more than one story"]
    return Row("taps", f"{times} at once, stories {len(on_shelf)}, upstream calls {calls}", wrong + faults(await site.judge()))


async def stopped(site: Site, moment: str, times: int) -> Row:
    found = await stops(site, moment, times)

    def line(name: str) -> str:
        return ", ".join(f"{key} {value}" for key, value in distribution([getattr(one, name) for one in found]).items())

    told = f"{times} times, seconds from the tap: call ended {line('ended')}; answered {line('answered')}; reader told {line('heard')}"
    return Row(f"stop, {moment}", told, sorted({words for one in found for words in one.wrong}))


async def tabs(site: Site) -> Row:
    await site.endpoint.rate(RATE * 3)
    await in_tabs(site)
    tally = await site.judge()
    return Row("tabs", f"3 readers, {_counts(tally)}", faults(tally))


async def in_tabs(site: Site) -> None:
    """One reads from the beginning, one from the middle on, and one comes late."""
    family = Family(site.house.port)
    try:
        [first] = await site.begin(family)
        number, story = site.readings[-1].number, site.readings[-1].story
        reading = asyncio.create_task(first.read())
        while len(first.text) < 200 and not first.end:
            await asyncio.sleep(0.02)
        middle, late = family.reader(story), family.reader(story)
        middle.text = first.text[:100]
        site.readings += [Reading(number, story, reader) for reader in (middle, late)]
        await asyncio.gather(reading, middle.read(), late.read())
    finally:
        await family.close()


@dataclass
class Sleeper(Reader):
    """Stops reading in the middle of its first connection, which is cut while it sleeps."""

    sleeps: float = 8.0  # seconds

    def _cut_later(self, socket: ClientConnection) -> asyncio.TimerHandle:
        if self.connections > 1:
            return super()._cut_later(socket)
        later = asyncio.get_running_loop().call_later
        later(1, socket.transport.pause_reading)
        return later(1 + self.sleeps / 2, socket.transport.abort)

    async def _connect(self) -> None:
        await asyncio.sleep(self.sleeps / 2 if self.connections == 1 else 0)
        await super()._connect()

    @property
    def has_slept(self) -> bool:
        return self.longest_pause > self.sleeps - 1 and self.codes[CUT] == 1


async def sleep(site: Site) -> Row:
    await site.endpoint.rate(RATE * 2)
    reader = await asleep(site)
    tally = await site.judge()
    wrong = faults(tally) + ([] if reader.has_slept else ["it never slept"])
    return Row("sleep", f"{reader.longest_pause:.1f} s, {_counts(tally)}", wrong)


async def asleep(site: Site, **sleeps: float) -> Sleeper:
    family = Family(site.house.port)
    try:
        await site.begin(family)
        reading = site.readings[-1]
        reading.reader = reader = Sleeper(reading.reader.address, reading.reader.options, **sleeps)
        await reader.read()
        return reader
    finally:
        await family.close()


def _counts(tally: Tally) -> str:
    names = ("stories", "connections", "expected", "received", "lost", "repeated", "surplus", "foreign", "rewound", "gaps")
    return ", ".join(f"{name} {getattr(tally, name)}" for name in names)


def faults(tally: Tally) -> list[str]:
    is_told = tally.ends == {"told": tally.stories}
    return [] if tally.is_clean() and is_told else [f"ends {tally.ends}, {_counts(tally)}", *tally.wrong]


async def rows(site: Site, options: argparse.Namespace) -> AsyncIterator[Row]:
    made = {
        "cuts": [lambda: cuts(site, options.cuts)],
        "taps": [lambda: taps(site, options.taps)],
        "stops": [
            lambda: stopped(site, "telling", options.stops),
            lambda: stopped(site, "silent", max(1, options.stops // 4)),
            lambda: stopped(site, "Redis frozen", max(1, options.stops // 10)),
            lambda: stopped(site, "Redis down", max(1, options.stops // 10)),
        ],
        "tabs": [lambda: tabs(site), lambda: sleep(site)],
        "deaf": [lambda: deaf(site, options.deaf)],
    }
    for what in options.what.split(","):
        for make in made[what]:
            yield await make()


async def readers(options: argparse.Namespace) -> list[Row]:
    found = []
    async with Endpoint() as endpoint, Parts(endpoint.url) as house:
        async for row in rows(Site(house, endpoint), options):
            print(row, flush=True)
            found.append(row)
            house.failed |= bool(row.wrong)
        violations = (await endpoint.seen())["violations"]
        found.append(Row("upstream", f"violations {len(violations)}", list(map(str, violations))))
        print(found[-1], flush=True)
    return found


def as_json(found: list[Row]) -> list[dict[str, Any]]:
    return [vars(row) for row in found]


def main() -> int:
    words = argparse.ArgumentParser(prog="python -m tests.proofs.readers", description=__doc__)
    words.add_argument("--cuts", type=int, default=1000)
    words.add_argument("--deaf", type=int, default=50, help="clients that never read")
    words.add_argument("--taps", type=int, default=100, help="at once")
    words.add_argument("--stops", type=int, default=20)
    words.add_argument("--what", default="cuts,taps,stops,tabs,deaf", help="only some of these")
    words.add_argument("--out", type=Path, help="a file for the result as JSON")
    options = words.parse_args()
    found = prove(readers(options))
    is_proven = not any(row.wrong for row in found)
    print("PROVEN" if is_proven else "NOT PROVEN")
    if options.out:
        options.out.write_text(json.dumps(as_json(found), ensure_ascii=False, indent=1))
    return 0 if is_proven else 1


if __name__ == "__main__":
    sys.exit(main())
