"""Whatever may happen to a house, drawn one after the other."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from signal import SIGKILL, SIGTERM

from tests.proofs.numbered_process import Endpoint
from tests.proofs.parts import Part, Parts

LONGER_THAN_THE_LEASE = (10.0, 14.0)  # seconds
A_MOMENT = 3.0
DOUBLE_WITHIN = 15.0


@dataclass
class Scene:
    """What may be broken, and the dice."""

    house: Parts
    endpoint: Endpoint
    draw: random.Random

    def a_worker(self) -> Part:
        return self.house[self.draw.choice(self.house.workers)]

    async def stale_redis(self) -> None:
        """Killed a moment after it wrote its data down: it comes back with shorter stories than their readers have."""
        await self.house.snapshot()
        await asyncio.sleep(self.draw.uniform(0, 2))
        await self.house.restart_redis(SIGKILL)


Trouble = Callable[[Scene], Awaitable[object]]
TROUBLES: dict[str, Trouble] = {
    "worker-kill": lambda scene: scene.a_worker().restart(SIGKILL),
    "worker-term": lambda scene: scene.a_worker().restart(SIGTERM),
    "worker-pause": lambda scene: scene.a_worker().freeze(scene.draw.uniform(*LONGER_THAN_THE_LEASE)),
    "web-kill": lambda scene: scene.house["web"].restart(SIGKILL),
    "web-term": lambda scene: scene.house["web"].restart(SIGTERM),
    "web-pause": lambda scene: scene.house["web"].freeze(A_MOMENT),
    "sweeper-kill": lambda scene: scene.house["sweeper"].restart(SIGKILL),
    "sweeper-term": lambda scene: scene.house["sweeper"].restart(SIGTERM),
    "redis-kill": lambda scene: scene.stale_redis(),
    "redis-wipe": lambda scene: scene.house.restart_redis(SIGKILL, wiped=True),
    "redis-term": lambda scene: scene.house.restart_redis(SIGTERM),
    "redis-pause": lambda scene: scene.house["redis"].freeze(A_MOMENT),
    "upstream-cut": lambda scene: scene.endpoint.cut(),
}


def named(words: str) -> list[str]:
    """`worker,web-kill` names each trouble that begins so; nothing names all."""
    wanted = tuple(word for word in words.split(",") if word)
    chosen = [name for name in TROUBLES if name.startswith(wanted)] if wanted else list(TROUBLES)
    assert chosen, f"no trouble begins with {words}; there are {', '.join(TROUBLES)}"
    return chosen


def drawn(names: list[str], draw: random.Random) -> Iterator[str]:
    """For ever; each comes once before any comes again."""
    while True:
        yield from draw.sample(names, len(names))


async def cause(scene: Scene, names: list[str], every: float, until: float, say: Callable[[str], None]) -> list[tuple[float, str]]:
    """One trouble every so many seconds; when all is whole again, what came when."""
    began, came, under_way = time.monotonic(), [], []
    for name in drawn(names, scene.draw):
        await asyncio.sleep(min(every, until - time.monotonic()))
        if time.monotonic() >= until:
            break
        came.append((round(time.monotonic() - began, 1), name))
        say(f"{came[-1][0]:6.1f} s  {name}")
        under_way.append(asyncio.ensure_future(TROUBLES[name](scene)))
    await asyncio.gather(*under_way)
    return came


def double_faults(came: list[tuple[float, str]]) -> int:
    """How often Redis lost its data within 15 s of a worker's death or pause. What came after its snapshot counts as lost."""
    workers = [when for when, name in came if name in ("worker-kill", "worker-pause")]
    losses = [when for when, name in came if name in ("redis-wipe", "redis-kill")]
    return sum(any(abs(when - other) <= DOUBLE_WITHIN for other in workers) for when in losses)
