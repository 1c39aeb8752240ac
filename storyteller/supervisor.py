"""Keeps the parts of the house running: starts them, prefixes their lines, restarts what dies, ends all of them in order."""

import asyncio
import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

BACK_OFF = (0.2, 1.0, 2.0, 5.0, 10.0)  # seconds before each start in a row that did not last
LASTED = 30.0  # seconds after which a part counts as having run well
PATIENCE = 3.0  # seconds between asking a part to end and ending it
_COLOURS = {"web": 36, "worker": 33, "sweeper": 35, "redis": 31}
_SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)


@dataclass
class Part:
    """`last`: ended only after the others, which still write to it. It then hears no Ctrl-C of the terminal itself."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    last: bool = False
    process: asyncio.subprocess.Process | None = None
    keeper: asyncio.Task[None] | None = None


class Supervisor:
    def __init__(self, parts: list[Part], say: Callable[[str], None]) -> None:
        self.parts = parts
        self.say = say
        self.stopping = asyncio.Event()

    async def start(self, *names: str) -> None:
        for part in self.parts:
            if not names or part.name in names:
                part.keeper = part.keeper or asyncio.create_task(self._keep(part))

    async def end(self) -> None:
        """Everything that was started is gone when this returns."""
        self.stopping.set()
        await asyncio.gather(*(self._end(part) for part in self.parts if not part.last))
        await asyncio.gather(*(self._end(part) for part in self.parts if part.last))

    async def _keep(self, part: Part) -> None:
        short_lives = 0
        while not self.stopping.is_set():
            began = time.monotonic()
            status = await self._run(part)
            if self.stopping.is_set():
                return
            short_lives = 0 if time.monotonic() - began > LASTED else short_lives + 1
            pause = BACK_OFF[min(short_lives, len(BACK_OFF) - 1)]
            self.say(f"{part.name} ended with status {status}; starting it again in {pause:g} s")
            with suppress(TimeoutError):
                await asyncio.wait_for(self.stopping.wait(), pause)

    async def _run(self, part: Part) -> int:
        part.process = await asyncio.create_subprocess_exec(
            *part.command,
            env={**os.environ, **part.environment},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=part.last,
            preexec_fn=_die_with_parent,
            limit=2**20,
        )
        await self._pass_on(part)
        return await part.process.wait()

    async def _pass_on(self, part: Part) -> None:
        head = f"{part.name:8}│ "
        if sys.stdout.isatty():
            head = f"\033[{_COLOURS.get(part.name, 37)}m{head}\033[0m"
        assert part.process and part.process.stdout
        async for line in part.process.stdout:
            sys.stdout.write(head + line.decode(errors="replace"))
            sys.stdout.flush()

    async def _end(self, part: Part) -> None:
        if part.keeper is None:
            return
        _signal(part, signal.SIGTERM)
        done, _ = await asyncio.wait([part.keeper], timeout=PATIENCE)
        if not done:
            _signal(part, signal.SIGKILL)
            await asyncio.wait([part.keeper], timeout=1)


def _signal(part: Part, number: signal.Signals) -> None:
    if part.process and part.process.returncode is None:
        with suppress(ProcessLookupError):
            part.process.send_signal(number)


def _die_with_parent() -> None:
    """Linux only: a part must not outlive a supervisor that was killed. It would keep the port."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)
