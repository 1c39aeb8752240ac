"""Clients that never read: what they cost the web process, and when it is rid of them."""

import asyncio
import contextlib
import os
import random
import select
import socket
import time
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGKILL
from urllib.parse import urlsplit

from tests.proofs import tale
from tests.proofs.reader import Family, Reader
from tests.proofs.street import Site
from tests.proofs.verdict import Reading, Tally

CLIENTS = 50
RATE, HASTE = 120.0, 600.0  # characters a second: a long story lasts for some 45 s
COSTS = 200.0  # KB a client
GONE_WITHIN = 35.0  # seconds; the promise is 30
PAUSES = 3.0
WAITS_FOR_ALL = 60.0
GONE = getattr(select, "POLLRDHUP", 0) | select.POLLHUP | select.POLLERR


class DeafClient:
    """Greets a reader's address on a socket with hardly a buffer, and reads nothing ever after."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.gone_after: float | None = None
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)  # the smallest there is
        self.socket.setblocking(False)

    async def greet(self) -> None:
        loop, address = asyncio.get_running_loop(), urlsplit(self.reader.address)
        await loop.sock_connect(self.socket, (address.hostname, address.port))
        await loop.sock_sendall(self.socket, self._greeting(address.netloc, address.path))
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += await loop.sock_recv(self.socket, 1)
        assert head.startswith(b"HTTP/1.1 101"), head
        self.since = time.monotonic()

    def _greeting(self, host: str, path: str) -> bytes:
        lines = [
            f"GET {path}?after=0 HTTP/1.1",
            f"Host: {host}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {b64encode(os.urandom(16)).decode()}",
            "Sec-WebSocket-Version: 13",
            f"Origin: {self.reader.options['origin']}",
            f"Cookie: {self.reader.options['additional_headers']['Cookie']}",
        ]
        return "\r\n".join([*lines, "", ""]).encode()

    def look(self) -> bool:
        """Whether the server has hung up, which is seen without reading."""
        if self.gone_after is None:
            poller = select.poll()
            poller.register(self.socket, GONE)
            if poller.poll(0):
                self.gone_after = time.monotonic() - self.since
        return self.gone_after is not None


@dataclass
class Memory:
    """Resident memory of a process in KB: before, and at the most."""

    pid: int
    before: float = 0
    most: float = 0

    def look(self) -> float:
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1024

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        self.before = self.most = self.look()
        watcher = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            watcher.cancel()

    async def _watch(self) -> None:
        while True:
            self.most = max(self.most, self.look())
            await asyncio.sleep(0.1)

    def a_client(self, clients: int) -> float:
        return (self.most - self.before) / clients


@dataclass
class Deafness:
    clients: int
    memory: Memory
    gone_after: list[float]
    beside: Reader
    was_over: bool
    told: int  # characters until the last was gone
    baseline: Memory
    tally: Tally = field(default_factory=Tally)

    def wrong(self) -> list[str]:
        found = {
            "too much memory": self.memory.a_client(self.clients) > COSTS,
            "not all were sent away": len(self.gone_after) < self.clients,
            "sent away too late": max(self.gone_after, default=0) > GONE_WITHIN,
            "the story was over before they were gone": self.was_over,
            "whoever read beside them waited": self.beside.longest_pause > PAUSES,
            f"not what was told: ends {self.tally.ends}": not self.tally.is_clean() or set(self.tally.ends) != {"told"},
        }
        return [*(words for words, is_so in found.items() if is_so), *self.tally.wrong]

    def __str__(self) -> str:
        gone = sorted(self.gone_after) or [float("nan")]
        memory, baseline = self.memory, self.baseline
        return (
            f"{self.clients} clients that never read: {memory.before / 1024:.1f} MB before, {memory.most / 1024:.1f} MB at the most, "
            f"{memory.a_client(self.clients):.0f} KB a client ({self.clients} that read: {baseline.before / 1024:.1f} MB, {baseline.most / 1024:.1f} MB, "
            f"{baseline.a_client(self.clients):.0f} KB each); gone {len(self.gone_after)}, {gone[0]:.1f} to {gone[-1]:.1f} s after the handshake, {self.told} characters told; "
            f"came back, lost {self.tally.lost}, repeated {self.tally.repeated}; longest pause beside them {self.beside.longest_pause:.1f} s"
        )


async def deafness(site: Site, clients: int = CLIENTS) -> Deafness:
    site.number = max(site.number, tale.LONG)
    family = Family(site.house.port)
    try:
        found = await _never_read(site, family, clients)
        found.baseline = await _all_read(site, family, clients)
        found.tally = await site.judge()
        return found
    finally:
        await family.close()


async def _never_read(site: Site, family: Family, clients: int) -> Deafness:
    memory = await _fresh_web(site, family)
    [beside] = await site.begin(family)
    reading = asyncio.create_task(beside.read())
    deaf = [DeafClient(family.reader(site.readings[-1].story)) for _ in range(clients)]
    with contextlib.ExitStack() as sockets:
        for one in deaf:
            sockets.enter_context(contextlib.closing(one.socket))
        async with memory.watched():
            await asyncio.gather(*(one.greet() for one in deaf))
            await _until_gone(deaf)
        was_over, told = bool(beside.end), len(beside.text)
    await _come_back(site, deaf, beside)
    await reading
    return Deafness(clients, memory, [one.gone_after for one in deaf if one.gone_after is not None], beside, was_over, told, memory)


async def _until_gone(deaf: list[DeafClient]) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(WAITS_FOR_ALL):
            while not all([one.look() for one in deaf]):
                await asyncio.sleep(0.1)


async def _come_back(site: Site, deaf: list[DeafClient], beside: Reader) -> None:
    """Each with a beginning of its own, as if it had read that much."""
    number, story = site.readings[-1].number, site.readings[-1].story
    for one in deaf:
        one.reader.text = beside.text[: random.randint(0, len(beside.text))]
    await site.endpoint.rate(HASTE)
    await asyncio.gather(*(one.reader.read() for one in deaf))
    site.readings += [Reading(number, story, one.reader) for one in deaf]


async def _all_read(site: Site, family: Family, clients: int) -> Memory:
    memory = await _fresh_web(site, family)
    readers = await site.begin(family, readers=clients)
    async with memory.watched():
        await asyncio.gather(*(reader.read() for reader in readers))
    return memory


async def _fresh_web(site: Site, family: Family) -> Memory:
    """A web process that has served one whole story and no more."""
    await site.house["web"].restart(SIGKILL)
    await site.house.ready()
    await site.endpoint.rate(HASTE)
    [reader] = await site.begin(family)
    await reader.read()
    await site.endpoint.rate(RATE)
    return Memory(site.house["web"].process.pid)
