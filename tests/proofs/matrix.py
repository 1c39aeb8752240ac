"""Redis restarted in every way at every moment: nothing is lost, nothing repeated, nobody waits long.

`python -m tests.proofs.matrix [--houses 3] [--cells N --seed S] [--out FILE]`
"""

import argparse
import asyncio
import json
import random
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from itertools import product
from pathlib import Path
from signal import SIGCONT, SIGKILL, SIGSTOP, SIGTERM, Signals
from typing import Any

from tests.proofs.parts import prove
from tests.proofs.reader import Family, Reader
from tests.proofs.street import Site, Street
from tests.proofs.verdict import Tally

WITHIN = 10.0  # seconds: the first words of a new story, and the longest pause of one under way
CELL_ENDS_WITHIN = 120.0
RATE = 60.0
UNDER_WAY = 80  # characters


@dataclass(frozen=True)
class Cell:
    how: Signals
    away: float
    wiped: bool
    moment: str

    def __str__(self) -> str:
        return f"{self.how.name[3:]} | {self.away:g} s | {'wiped' if self.wiped else 'kept'} | {self.moment}"


@dataclass
class Outcome:
    cell: Cell
    tally: Tally
    seconds: float
    wrong: list[str] = field(default_factory=list)

    @property
    def is_ok(self) -> bool:
        return self.tally.is_clean() and not self.wrong

    def __str__(self) -> str:
        tally = self.tally
        times = f"{tally.longest_to_acceptance:.1f} | {tally.longest_to_first_words:.1f} | {tally.longest_pause:.1f}"
        verdict = "ok" if self.is_ok else "; ".join(["NOT OK", *self.wrong, *tally.wrong])
        return f"| {self.cell} | {times} | {tally.lost} | {tally.repeated} | {tally.rewound} | {verdict} |"


HEAD = (
    "| signal | away | data | moment | to acceptance, s | to first words, s | longest pause, s | lost | repeated | rewound | |\n"
    "|---|---|---|---|---|---|---|---|---|---|---|"
)


async def try_cell(site: Site, cell: Cell) -> Outcome:
    await site.house.ready()
    began, family = asyncio.get_running_loop().time(), Family(site.house.port)
    try:
        with suppress(TimeoutError):  # whoever has not come to the end then is found without one
            async with asyncio.timeout(CELL_ENDS_WITHIN):
                await MOMENTS[cell.moment](site, cell, family)
        outcome = Outcome(cell, await site.judge(), round(asyncio.get_running_loop().time() - began, 1))
        outcome.wrong = _too_slow(outcome)
        site.house.failed |= not outcome.is_ok
    finally:
        await family.close()
    return outcome


def _too_slow(outcome: Outcome) -> list[str]:
    tally, limits = outcome.tally, []
    if outcome.cell.moment == "idle" and tally.longest_to_acceptance + tally.longest_to_first_words > WITHIN:
        limits.append("first words too late")
    if outcome.cell.moment == "in flight" and tally.longest_pause > WITHIN:
        limits.append("too long a pause")
    return limits


async def _idle(site: Site, cell: Cell, family: Family) -> None:
    await _restart(site, cell)
    await _read(await site.begin(family))


async def _in_flight(site: Site, cell: Cell, family: Family) -> None:
    readers = await site.begin(family, readers=2)
    async with asyncio.TaskGroup() as reading:
        reading.create_task(_read(readers))
        while len(readers[0].text) < UNDER_WAY:
            await asyncio.sleep(0.02)
        await _restart(site, cell)
        assert not readers[0].end, "the story was over before Redis was back"


async def _queued(site: Site, cell: Cell, family: Family) -> None:
    """Three stories wait, because the worker is frozen; it comes to itself when Redis is there again."""
    worker = site.house["worker1"]
    worker.send(SIGSTOP)
    try:
        readers = [reader for _ in range(3) for reader in await site.begin(family)]
        async with asyncio.TaskGroup() as reading:
            reading.create_task(_read(readers))
            await _restart(site, cell)
            worker.send(SIGCONT)
    finally:
        worker.send(SIGCONT)


MOMENTS: dict[str, Callable[[Site, Cell, Family], Awaitable[None]]] = {"idle": _idle, "in flight": _in_flight, "queued": _queued}


async def _restart(site: Site, cell: Cell) -> None:
    """A killed Redis comes back with what it held a second ago, unless wiped."""
    await site.house.snapshot()
    await asyncio.sleep(1)
    await site.house.restart_redis(cell.how, cell.away, cell.wiped)


async def _read(readers: list[Reader]) -> None:
    await asyncio.gather(*(reader.read() for reader in readers))


def cells() -> list[Cell]:
    return [Cell(*one) for one in product((SIGTERM, SIGKILL), (0.05, 0.5, 2.0, 6.0), (False, True), MOMENTS)]


def chosen(number: int | None, seed: int) -> list[Cell]:
    """So many, drawn; or all, the slow ones first."""
    return sorted(random.Random(seed).sample(cells(), number or len(cells())), key=lambda cell: -cell.away)


async def matrix(options: argparse.Namespace) -> tuple[list[Outcome], list[object]]:
    street = Street(chosen(options.cells, options.seed), _tried_aloud, RATE)
    outcomes = await street.run(options.houses)
    return sorted(outcomes, key=lambda outcome: cells().index(outcome.cell)), street.violations


async def _tried_aloud(site: Site, cell: Cell) -> Outcome:
    outcome = await try_cell(site, cell)
    print(f"{'ok    ' if outcome.is_ok else 'NOT OK'} {cell} in {outcome.seconds} s", file=sys.stderr, flush=True)
    return outcome


def summary(outcomes: list[Outcome], violations: list[object]) -> str:
    good = sum(outcome.is_ok for outcome in outcomes)
    longest = max(outcome.tally.longest_pause for outcome in outcomes)
    lost, repeated = (sum(getattr(outcome.tally, name) for outcome in outcomes) for name in ("lost", "repeated"))
    proven = "PROVEN" if good == len(outcomes) and not violations else "NOT PROVEN"
    return f"{proven}: {good} of {len(outcomes)} cells, lost {lost}, repeated {repeated}, longest pause {longest:.1f} s, violations {len(violations)}"


def _as_json(outcome: Outcome) -> dict[str, Any]:
    return {**asdict(outcome), "cell": str(outcome.cell), "ok": outcome.is_ok}


def main() -> int:
    reader = argparse.ArgumentParser(prog="python -m tests.proofs.matrix", description=__doc__)
    reader.add_argument("--houses", type=int, default=3, help="side by side")
    reader.add_argument("--cells", type=int, help="only so many, drawn at random")
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--out", type=Path, help="a file for the result as JSON")
    options = reader.parse_args()
    outcomes, violations = prove(matrix(options))
    print("\n".join([HEAD, *map(str, outcomes)]))
    print(summary(outcomes, violations))
    if options.out:
        options.out.write_text(json.dumps([*map(_as_json, outcomes), violations], ensure_ascii=False, indent=1))
    return 0 if all(outcome.is_ok for outcome in outcomes) and not violations else 1


if __name__ == "__main__":
    sys.exit(main())
