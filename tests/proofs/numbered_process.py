"""The checking upstream as a process of its own, so that it does not slow those who read."""

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import httpx

from storyteller.redis_server import free_port
from tests.proofs.parts import Part
from tests.servers import wait_for_port


class Endpoint:
    def __init__(self, rate: float = 30, seed: object = 0) -> None:
        self.port = free_port()
        self.house = f"http://127.0.0.1:{self.port}"
        self.url = f"{self.house}/v1"
        self.command = [sys.executable, "-m", "tests.proofs.numbered", str(self.port), "--rate", str(rate), "--seed", str(seed)]

    async def __aenter__(self) -> "Endpoint":
        self.folder = tempfile.TemporaryDirectory(prefix="storyteller-endpoint-")
        self.log = Path(self.folder.name) / "log"
        self.part = Part("endpoint", self.command, dict(os.environ), self.log)
        await self.part.started.wait()
        wait_for_port(self.port)
        return self

    async def __aexit__(self, *ended: object) -> None:
        await self.part.end()
        trouble = [line for line in self.log.read_text().splitlines() if not line.startswith("--- ")]
        self.folder.cleanup()
        assert not trouble, "\n".join(trouble)

    async def seen(self) -> dict[str, Any]:
        return await self._ask("GET", "/seen")

    async def cut(self) -> int:
        """Reset every open call; how many those were."""
        return await self._ask("POST", "/cut")

    async def rate(self, characters: float) -> None:
        await self._ask("POST", f"/rate?{characters}")

    async def _ask(self, method: str, path: str) -> Any:
        async with httpx.AsyncClient(timeout=30) as http:
            return (await http.request(method, self.house + path)).json()
