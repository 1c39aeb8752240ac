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
SETTLES = 1.0  # seconds until what was begun is done
GIVES_UP_AFTER = 10.0  # seconds of silence


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
    """Ask for all stories, open all lines, then let the endpoint begin; the figures when the last line has ended.

    A start ends when the endpoint is asked, a reader's coming when the line is open; a system that begins a story when somebody
    listens pays for both with the second.
    """
    await endpoint.plan(pace=scene.pace, tokens=scene.tokens)
    speed, idle, starting = speed_of_machine(), Meter(system).memory(), Meter(system)
    addresses = await _ask_for_all(system, scene)
    await asyncio.sleep(SETTLES)
    start_cpu, coming = starting.spent(), Meter(system)
    lines, all_heard = await _everybody_comes(system, endpoint, scene, addresses)
    await asyncio.sleep(SETTLES)
    come_cpu, telling = coming.spent(), Meter(system)
    await endpoint.go()
    await asyncio.sleep(scene.lasts * 0.75)
    memory = telling.memory()
    await _until_all_is_told(lines, all_heard, scene)
    spent, stamps = telling.spent(), await endpoint.stamps()
    for line in lines:
        line.transport.abort()
    thousands = scene.stories * scene.readers * scene.tokens / 1000
    return {
        **_named(system, scene),
        **judge(all_heard, stamps, scene.tokens, system.gated).table(),
        "cpu_ms_per_1000_tokens": _parts(spent, 1000 / thousands),
        "start_cpu_ms": _parts(start_cpu, 1000 / scene.stories),
        "coming_cpu_ms": _parts(come_cpu, 1000 / scene.stories / scene.readers),
        "memory_kb_per_story": _parts({name: memory[name] - idle[name] for name in idle}, 1 / 1024 / scene.stories),
        "endpoint_late_ms": round(1000 * _lateness(stamps, scene), 2),
        "machine_ms": [speed, speed_of_machine()],
    }


async def replay(system: System, endpoint: Endpoint, scene: Scene) -> dict[str, Any]:
    """One long story; one reader comes when most of it is told, one when all is."""
    await endpoint.plan(pace=scene.pace, tokens=scene.tokens, spread=0)
    address = await system.begin(1)
    await endpoint.until_asked_for(1)
    await endpoint.go()
    result = _named(system, scene)
    for name, pause in (("in_the_middle", scene.lasts * 0.8), ("at_the_end", scene.lasts * 0.2 + 2)):
        await asyncio.sleep(pause)
        meter, heard = Meter(system), Heard(1)
        line = await system.listen(address, heard)
        await asyncio.sleep(1)
        cpu = meter.spent()
        await asyncio.wait([line.ended], timeout=scene.lasts + 10)
        tally = judge([heard], {}, scene.tokens, gated=False)
        result[name] = {
            "catches_up_ms": round(1000 * (heard.frames[1][0] - heard.asked), 1),
            "lost": tally.lost, "repeated": tally.repeated, "wrong": tally.wrong, "unfinished": tally.unfinished,
            "cpu_ms": _parts(cpu, 1000),
        }  # fmt: skip
        line.transport.abort()
    return result


async def _ask_for_all(system: System, scene: Scene) -> dict[int, str]:
    addresses: dict[int, str] = {}
    numbers = iter(range(1, scene.stories + 1))

    async def ask_for_some() -> None:
        for number in numbers:
            addresses[number] = await system.begin(number)

    async with asyncio.timeout(STARTS_WITHIN):
        await asyncio.gather(*(ask_for_some() for _ in range(BEGINNERS)))
    return addresses


async def _everybody_comes(system: System, endpoint: Endpoint, scene: Scene, addresses: dict[int, str]) -> tuple[list[Any], list[Heard]]:
    all_heard = [Heard(number) for number in addresses for _ in range(scene.readers)]
    waiting, lines = iter(all_heard), []

    async def some_come() -> None:
        for heard in waiting:
            lines.append(await system.listen(addresses[heard.story], heard))

    async with asyncio.timeout(STARTS_WITHIN):
        await asyncio.gather(*(some_come() for _ in range(BEGINNERS)))
        await endpoint.until_asked_for(scene.stories)
    return lines, all_heard


async def _until_all_is_told(lines: list[Any], all_heard: list[Heard], scene: Scene) -> None:
    """Or until nobody has heard anything for long: a system that loses words may lose the end."""
    began = time.monotonic()
    waiting = {line.ended for line in lines}
    while waiting and time.monotonic() - began < scene.lasts * 2 + 120:
        _, waiting = await asyncio.wait(waiting, timeout=1)
        if time.monotonic() - max((heard.frames[-1][0] for heard in all_heard if heard.frames), default=began) > GIVES_UP_AFTER:
            return


def speed_of_machine() -> float:
    """Milliseconds for a fixed piece of work: where it takes longer, the machine is slower now, whoever makes it so."""
    began, numbers = time.perf_counter(), {}
    for number in range(200_000):
        numbers[number % 1000] = (number, str(number))
    return round(1000 * (time.perf_counter() - began), 1)


def _named(system: System, scene: Scene) -> dict[str, Any]:
    return {"system": system.name, "stories": scene.stories, "readers": scene.readers, "tokens": scene.tokens, "pace": scene.pace}


def _parts(spent: dict[str, float], times: float) -> dict[str, float]:
    each = {name: round(value * times, 2) for name, value in spent.items()}
    return {**each, "all": round(sum(spent.values()) * times, 2)}


def _lateness(stamps: dict[int, list[float]], scene: Scene) -> float:
    """How far the endpoint itself fell behind its pace, at most: beyond a few milliseconds the machine was full."""
    return max((sent[-1] - sent[0] - (scene.tokens - 1) / scene.pace for sent in stamps.values() if sent), default=0.0)
