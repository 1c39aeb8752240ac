"""How long a killed worker's story stands still: from SIGKILL of the only worker, which its supervisor starts again, until new
text reaches the readers. `python -m tests.proofs.kills [--kills 100] [--houses 3] [--out FILE]`
"""

import argparse
import asyncio
import json
import random
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL
from statistics import median
from typing import Any

from tests.proofs.parts import prove
from tests.proofs.reader import Family, Reader
from tests.proofs.street import Site, Street
from tests.proofs.verdict import Tally

STORIES = 6  # under way at each kill
RATE, HASTE = 30.0, 600.0  # characters a second; once the kill is measured, the rest is told in haste
UNDER_WAY = 20  # characters
ON_ITS_WAY = 1.0  # seconds: what comes sooner was said before the kill, for no worker starts as fast
KILL_ENDS_WITHIN = 90.0


@dataclass
class Kill:
    """Seconds until new text came, of each reader."""

    waits: list[float]
    tally: Tally


async def kill(site: Site) -> Kill:
    await site.house.ready()
    await site.endpoint.rate(RATE)
    family = Family(site.house.port)
    try:
        readers = [reader for _ in range(STORIES) for reader in await site.begin(family)]
        reading = asyncio.gather(*(reader.read() for reader in readers))
        waits = await _measure(site, readers)
        await site.endpoint.rate(HASTE)
        await asyncio.wait([reading], timeout=KILL_ENDS_WITHIN)
        reading.cancel()
        return Kill(waits, await site.judge())
    finally:
        await family.close()


async def _measure(site: Site, readers: list[Reader]) -> list[float]:
    while any(len(reader.text) < UNDER_WAY for reader in readers):
        await asyncio.sleep(0.02)
    await asyncio.sleep(random.uniform(0, 2))  # heartbeats come every 2 s
    killed = time.monotonic()
    await site.house["worker1"].restart(SIGKILL)
    while not all(_wait(reader, killed) or reader.end for reader in readers) and time.monotonic() - killed < KILL_ENDS_WITHIN:
        await asyncio.sleep(0.02)
    return [_wait(reader, killed) or float("inf") for reader in readers]


def _wait(reader: Reader, killed: float) -> float | None:
    """Seconds from the kill until new text came."""
    return next((when - killed for when, _ in reader.heard if when - killed > ON_ITS_WAY), None)


def distribution(seconds: list[float]) -> dict[str, float]:
    ranked = sorted(seconds)
    at = {"min": 0.0, "p50": 0.5, "p95": 0.95, "max": 1.0}
    return {name: round(ranked[round(share * (len(ranked) - 1))], 2) for name, share in at.items()}


def result(kills: list[Kill], violations: list[object]) -> dict[str, Any]:
    clean = all(one.tally.is_clean() and not one.tally.rescued and max(one.waits) < float("inf") for one in kills)
    return {
        "proven": clean and not violations,
        "kills": len(kills),
        "stories": sum(one.tally.stories for one in kills),
        "longest_wait_of_a_kill": distribution([max(one.waits) for one in kills]),
        "median_wait_of_a_kill": distribution([median(one.waits) for one in kills]),
        **{
            name: sum(getattr(one.tally, name) for one in kills)
            for name in ("expected", "lost", "repeated", "surplus", "foreign", "rewound")
        },
        "violations": violations,
        "wrong": [words for one in kills for words in (*one.tally.wrong, *one.tally.rescued)],
    }


def summary(found: dict[str, Any]) -> str:
    def line(name: str) -> str:
        return ", ".join(f"{key} {value} s" for key, value in found[name].items())

    return (
        f"{'PROVEN' if found['proven'] else 'NOT PROVEN'}: kills {found['kills']}, stories {found['stories']}; from the kill to new text: "
        f"the reader who waits longest {line('longest_wait_of_a_kill')}; the median reader {line('median_wait_of_a_kill')}; characters expected "
        f"{found['expected']}, lost {found['lost']}, repeated {found['repeated']}, surplus {found['surplus']}, foreign {found['foreign']}, rewound {found['rewound']}, "
        f"violations {len(found['violations'])}"
    )


async def kills(options: argparse.Namespace) -> dict[str, Any]:
    street = Street(range(options.kills), _killed_aloud, RATE)
    return result(await street.run(options.houses), street.violations)


async def _killed_aloud(site: Site, number: int) -> Kill:
    done = await kill(site)
    print(f"kill {number + 1}: {', '.join(f'{wait:.1f}' for wait in sorted(done.waits))} s", file=sys.stderr, flush=True)
    return done


def main() -> int:
    reader = argparse.ArgumentParser(prog="python -m tests.proofs.kills", description=__doc__)
    reader.add_argument("--kills", type=int, default=100)
    reader.add_argument("--houses", type=int, default=3, help="side by side")
    reader.add_argument("--out", type=Path, help="a file for the result as JSON")
    options = reader.parse_args()
    found = prove(kills(options))
    print("\n".join(found["wrong"][:20]))
    print(summary(found))
    if options.out:
        options.out.write_text(json.dumps(found, ensure_ascii=False, indent=1))
    return 0 if found["proven"] else 1


if __name__ == "__main__":
    sys.exit(main())
