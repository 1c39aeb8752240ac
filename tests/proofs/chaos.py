"""Twenty readers read while everything is killed, frozen and wiped: not one character may be lost or repeated.

`python -m tests.proofs.chaos --seconds 300 --every 5 --readers 20 --seed 1 [--what worker,web-kill] [--out FILE]`
"""

import argparse
import asyncio
import json
import random
import sys
import time
from collections import Counter
from itertools import count
from pathlib import Path
from typing import Any

from tests.proofs.numbered_process import Endpoint
from tests.proofs.parts import Parts, prove
from tests.proofs.reader import Family
from tests.proofs.troubles import Scene, cause, double_faults, named
from tests.proofs.verdict import Reading, Tally, judge

ENDS_WITHIN = 120.0  # seconds after the last trouble
QUIET_WITHIN = 15.0
CUTS_AFTER = (2.0, 8.0)
SHARES = 0.15  # how many stories have two readers


class Chaos:
    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.readings: list[Reading] = []
        self.answers: Counter[str] = Counter()
        self.numbers = count(1)

    async def run(self) -> dict[str, Any]:
        options = self.options
        async with Endpoint(options.rate, options.seed) as endpoint, Parts(endpoint.url, workers=options.workers) as house:
            return await self.in_house(house, endpoint)

    async def in_house(self, house: Parts, endpoint: Endpoint) -> dict[str, Any]:
        options = self.options
        await endpoint.rate(options.rate)
        self.until = time.monotonic() + options.seconds
        people = [asyncio.create_task(self._evening(house, place)) for place in range(options.readers)]
        scene = Scene(house, endpoint, random.Random(options.seed))
        came = await cause(scene, named(options.what), options.every, self.until, _say)
        await endpoint.rate(options.last_rate or options.rate)
        await self._to_the_end(people)
        seen = await _when_quiet(endpoint)
        tally = judge(self.readings, await house.rows())
        house.failed |= not _is_proven(tally, seen)
        return self._result(tally, seen, came)

    async def _evening(self, house: Parts, place: int) -> None:
        """One family: story after story, until it is late."""
        draw, family = random.Random(f"{self.options.seed}/{place}"), Family(house.port)
        cuts_after = CUTS_AFTER if place % 5 == 4 else None
        try:
            await asyncio.sleep(draw.uniform(0, 5))
            while time.monotonic() < self.until:
                await self._story(family, draw, cuts_after)
        finally:
            self.answers += family.answers
            await family.close()

    async def _story(self, family: Family, draw: random.Random, cuts_after: tuple[float, float] | None) -> None:
        number, asked = next(self.numbers), time.monotonic()
        story = await family.ask(number)
        readers = [family.reader(story, cuts_after)]
        if draw.random() < SHARES:
            readers.append(family.reader(story))
        self.readings += [Reading(number, story, reader, time.monotonic() - asked) for reader in readers]
        await asyncio.gather(*(_after(place * draw.uniform(0, 10), reader) for place, reader in enumerate(readers)))

    async def _to_the_end(self, people: list[asyncio.Task[None]]) -> None:
        """Whoever is not done by then goes away, and its reading has no end."""
        done, late = await asyncio.wait(people, timeout=ENDS_WITHIN)
        for person in late:
            person.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        for person in done:
            person.result()

    def _result(self, tally: Tally, seen: dict[str, Any], came: list[tuple[float, str]]) -> dict[str, Any]:
        return {
            "proven": _is_proven(tally, seen),
            "options": vars(self.options),
            "tally": tally.as_json(),
            "upstream": seen,
            "answers": self.answers,
            "events": came,
            "double_faults": double_faults(came),
        }


async def _after(seconds: float, reader: Any) -> None:
    await asyncio.sleep(seconds)
    await reader.read()


async def _when_quiet(endpoint: Endpoint) -> dict[str, Any]:
    """What the upstream saw, once no call is under way or it should long be so."""
    until = time.monotonic() + QUIET_WITHIN
    while (seen := await endpoint.seen())["under_way"] and time.monotonic() < until:
        await asyncio.sleep(0.5)
    return seen


def _is_proven(tally: Tally, seen: dict[str, Any]) -> bool:
    return tally.is_clean() and not seen["violations"] and not seen["under_way"]


def summary(result: dict[str, Any]) -> str:
    tally, seen = result["tally"], result["upstream"]
    ends = Counter(tally["ends"])
    return (
        f"{'PROVEN' if result['proven'] else 'NOT PROVEN'}: stories {tally['stories']}, readings {tally['readings']}, told {ends['told']}, "
        f"rescued {ends['rescued']}, failed {tally['stories'] - ends['told'] - ends['rescued']}; characters expected {tally['expected']}, "
        f"received {tally['received']}, repeated {tally['repeated']}, lost {tally['lost']}, surplus {tally['surplus']}, foreign {tally['foreign']}, "
        f"rewound {tally['rewound']}; longest pause {tally['longest_pause']:.1f} s, to first words {tally['longest_to_first_words']:.1f} s, "
        f"to acceptance {tally['longest_to_acceptance']:.1f} s; frames after the end {tally['after_the_end']}, gaps {tally['gaps']}, "
        f"connections {tally['connections']}; upstream calls {seen['calls']}, still under way {seen['under_way']}, "
        f"violations {len(seen['violations'])}; double faults {result['double_faults']}; answers {dict(result['answers'])}"
    )


def details(result: dict[str, Any]) -> str:
    counts = Counter(name for _, name in result["events"])
    rows = [f"| {name} | {number} |" for name, number in sorted(counts.items())]
    tally, seen = result["tally"], result["upstream"]
    lists = [("rescued", tally["rescued"]), ("wrong", tally["wrong"]), ("violation", seen["violations"])]
    return "\n".join(["| what happened | times |", "|---|---|", *rows, *(f"{name}: {one}" for name, many in lists for one in many[:20])])


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def read_options(words: list[str] | None = None) -> argparse.Namespace:
    reader = argparse.ArgumentParser(prog="python -m tests.proofs.chaos", description=__doc__)
    reader.add_argument("--seconds", type=float, default=300)
    reader.add_argument("--every", type=float, default=5, help="seconds between two troubles")
    reader.add_argument("--readers", type=int, default=20)
    reader.add_argument("--workers", type=int, default=2)
    reader.add_argument("--rate", type=float, default=30, help="characters a second of the upstream")
    reader.add_argument("--last-rate", type=float, help="the same, once nothing more is broken")
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--what", default="", help="only troubles whose name begins so, as in worker,web-kill")
    reader.add_argument("--out", type=Path, help="a file for the result as JSON")
    return reader.parse_args(words)


def main() -> int:
    options = read_options()
    result = prove(Chaos(options).run())
    print(details(result))
    print(summary(result))
    if options.out:
        options.out.write_text(json.dumps(result, ensure_ascii=False, indent=1, default=str))
    return 0 if result["proven"] else 1


if __name__ == "__main__":
    sys.exit(main())
