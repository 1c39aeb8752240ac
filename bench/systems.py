"""What is measured: the house, and beside it what others would have built. Each tells story `number` at an address of its own."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from typing import Any, Protocol

import httpx
import orjson
import psutil

from bench.listen import Heard, over_socket, over_stream
from storyteller.redis_server import free_port
from storyteller.supervisor import _die_with_parent
from tests.house import ROOT
from tests.proofs.parts import Parts
from tests.proofs.reader import Family


class System(Protocol):
    """`processes`: what its work costs, by part. `gated`: whether the words go through the gate."""

    name: str
    gated: bool

    async def __aenter__(self) -> "System": ...
    async def __aexit__(self, *ended: object) -> None: ...
    def processes(self) -> Mapping[str, psutil.Process]: ...
    async def begin(self, number: int) -> str:
        """Ask for a story; the address where it can be heard."""
        ...

    async def listen(self, address: str, heard: Heard) -> Any:
        """An open line with a future `ended`."""
        ...


class _Parts(Parts):
    web: list[str] | None = None

    def _add(self, name: str, command: list[str], environment: dict[str, str]) -> None:
        ours = self.web if name == "web" else None
        super()._add(name, [*ours, "--port", str(self.port)] if ours else command, environment)


class House:
    """The app itself: form, row, doorbell, worker, gate, log, database, socket. `WEB` may name another server's command line."""

    def __init__(
        self, upstream: str, gate: str = "pass", name: str = "", workers: int = 1, web: list[str] | None = None, **environment: str
    ) -> None:
        self.gated, self.name = gate == "on", name or f"storyteller, gate {gate}"
        daily = {"STORYTELLER_DAILY_STORIES": "10000000,10000000,10000000"}
        self.parts = _Parts(upstream, workers=workers, STORYTELLER_GATE=gate, **{**daily, **environment})
        self.parts.web = web

    async def __aenter__(self) -> "House":
        await self.parts.__aenter__()
        self.family = Family(self.parts.port)
        await self.family.http.get("/")
        return self

    async def __aexit__(self, *ended: object) -> None:
        await self.family.close()
        await self.parts.__aexit__(None, None, None)

    def processes(self) -> dict[str, psutil.Process]:
        return {name: psutil.Process(part.process.pid) for name, part in self.parts.parts.items()}

    async def begin(self, number: int) -> str:
        story = await self.family.ask(number, power=f"bench{number}")
        return f"ws://127.0.0.1:{self.parts.port}/ws/stories/{story}/?after=0"

    async def listen(self, address: str, heard: Heard) -> Any:
        return await over_socket(address, heard, self.cookie)

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.family.http.cookies.items())


class Raw:
    """Nobody in between: the client reads the endpoint. The limit of this machine."""

    name, gated = "raw upstream", False

    def __init__(self, upstream: str) -> None:
        self.upstream = upstream

    async def __aenter__(self) -> "Raw":
        return self

    async def __aexit__(self, *ended: object) -> None: ...

    def processes(self) -> dict[str, psutil.Process]:
        return {}

    async def begin(self, number: int) -> str:
        return f"{self.upstream}?{number}"

    async def listen(self, address: str, heard: Heard) -> Any:
        body = orjson.dumps({"messages": [{"role": "user", "content": f"bench{heard.story}"}], "stream": True})
        return await over_stream(self.upstream, heard, body)


class Endpoint:
    """The endpoint of the bench in a process of its own, and the three orders that it takes."""

    async def __aenter__(self) -> "Endpoint":
        command = [sys.executable, "-m", "bench.upstream"]
        self.process = await asyncio.create_subprocess_exec(
            *command, cwd=ROOT, stdout=subprocess.PIPE, start_new_session=True, preexec_fn=_die_with_parent
        )
        assert self.process.stdout
        self.url = f"http://127.0.0.1:{int(await self.process.stdout.readline())}/v1"
        self.http = httpx.AsyncClient(base_url=self.url.removesuffix("/v1"), timeout=30)
        return self

    async def __aexit__(self, *ended: object) -> None:
        await self.http.aclose()
        self.process.terminate()
        await self.process.wait()

    async def plan(self, **plan: float) -> None:
        await self.http.put("/plan", content=orjson.dumps(plan))

    async def until_asked_for(self, stories: int) -> None:
        while int((await self.http.get("/came")).json()["came"]) < stories:  # noqa: ASYNC110 (it is another process)
            await asyncio.sleep(0.1)

    async def go(self) -> None:
        await self.http.post("/go")

    async def stamps(self) -> dict[int, list[float]]:
        return {story: sent for story, sent in orjson.loads((await self.http.get("/stamps")).content)}


class Server:
    """A command that listens at a port of its own."""

    def __init__(self, name: str, command: list[str], **environment: str) -> None:
        self.name, self.gated = name, False
        self.port = free_port()
        self.command = [*command, "--port", str(self.port)]
        self.environment = {**os.environ, **environment}

    async def __aenter__(self) -> "Server":
        self.process = await asyncio.create_subprocess_exec(
            *self.command, cwd=ROOT, env=self.environment, start_new_session=True, preexec_fn=_die_with_parent
        )
        for _ in range(300):
            try:
                (await asyncio.open_connection("127.0.0.1", self.port))[1].close()
                return self
            except OSError:
                await asyncio.sleep(0.1)
        raise AssertionError(f"{self.name} did not begin")

    async def __aexit__(self, *ended: object) -> None:
        self.process.send_signal(signal.SIGKILL)
        await self.process.wait()

    def processes(self) -> dict[str, psutil.Process]:
        return {"web": psutil.Process(self.process.pid)}

    async def begin(self, number: int) -> str:
        return f"ws://127.0.0.1:{self.port}/ws/{number}"

    async def listen(self, address: str, heard: Heard) -> Any:
        return await over_socket(address, heard)
