"""The scenes of the bench: each gives one row of figures."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

from bench.figures import judge
from bench.listen import Heard
from bench.systems import Endpoint, System

STARTS_WITHIN = 240.0  # seconds
BEGINNERS = 8  # families that ask at the same moment


@dataclass(frozen=True)
class Scene:
    """`stories` told at once, `readers` of each, `tokens` long, `pace` tokens a second."""

    stories: int
    readers: int = 1
    tokens: int = 600
    pace: float = 30.0

    @property
    def lasts(self) -> float:
        return self.tokens / self.pace


class Meter:
    """CPU seconds and resident bytes of a system's processes."""

    def __init__(self, system: System) -> None:
        self.processes = system.processes()
        self.began = self.cpu()

    def cpu(self) -> dict[str, float]:
        return {name: sum(process.cpu_times()[:2]) for name, process in self.processes.items()}

    def spent(self) -> dict[str, float]:
        return {name: now - self.began[name] for name, now in self.cpu().items()}

    def memory(self) -> dict[str, int]:
        return {name: process.memory_info().rss for name, process in self.processes.items()}


async def play(system: System, endpoint: Endpoint, scene: Scene) -> dict[str, Any]:
    """Ask for all stories, open all lines, then let the endpoint begin; the figures when the last line has ended."""
    await endpoint.plan(pace=scene.pace, tokens=scene.tokens)
    idle, starting, began = Meter(system).memory(), Meter(system), time.monotonic()
    lines, all_heard = await _everybody_listens(system, endpoint, scene)
    await asyncio.sleep(1)
    start_cpu, start_seconds = starting.spent(), time.monotonic() - began - 1
    telling = Meter(system)
    await endpoint.go()
    await asyncio.sleep(scene.lasts * 0.75)
    memory = telling.memory()
    await asyncio.wait([line.ended for line in lines], timeout=scene.lasts * 2 + 120)
    spent, stamps = telling.spent(), await endpoint.stamps()
    for line in lines:
        line.transport.abort()
    tally = judge(all_heard, stamps, scene.tokens, system.gated)
    thousands = scene.stories * scene.tokens / 1000
    return {
        "system": system.name,
        "stories": scene.stories,
        "readers": scene.readers,
        "tokens": scene.tokens,
        "pace": scene.pace,
        **tally.table(),
        "cpu_ms_per_1000_tokens": _parts(spent, 1000 / thousands),
        "start_cpu_ms": _parts(start_cpu, 1000 / scene.stories),
        "start_seconds": round(start_seconds, 2),
        "memory_kb_per_story": _parts({name: memory[name] - idle[name] for name in idle}, 1 / 1024 / scene.stories),
        "upstream_late_ms": round(1000 * _lateness(stamps, scene), 2),
    }


async def _everybody_listens(system: System, endpoint: Endpoint, scene: Scene) -> tuple[list[Any], list[Heard]]:
    numbers = iter(range(1, scene.stories + 1))
    lines: list[Any] = []
    all_heard: list[Heard] = []

    async def begin_some() -> None:
        for number in numbers:
            address = await system.begin(number)
            for _ in range(scene.readers):
                heard = Heard(number)
                all_heard.append(heard)
                lines.append(await system.listen(address, heard))

    async with asyncio.timeout(STARTS_WITHIN):
        await asyncio.gather(*(begin_some() for _ in range(BEGINNERS)))
        while await endpoint.came() < scene.stories:
            await asyncio.sleep(0.1)
    return lines, all_heard


def _parts(spent: dict[str, float], times: float) -> dict[str, float]:
    each = {name: round(value * times, 2) for name, value in spent.items()}
    return {**each, "all": round(sum(spent.values()) * times, 2)}


def _lateness(stamps: dict[int, list[float]], scene: Scene) -> float:
    """How far the endpoint itself fell behind its pace, at most: beyond a few milliseconds the machine was full."""
    return max((sent[-1] - sent[0] - (scene.tokens - 1) / scene.pace for sent in stamps.values() if sent), default=0.0)
