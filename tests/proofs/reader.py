"""A reader that holds the protocol strictly (docs/protocol.md), comes again by itself as the page does, and keeps count."""

import asyncio
import json
import random
import time
import uuid
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import httpx
import websockets
from websockets.asyncio.client import ClientConnection

ENDS = ("finished", "stopped", "failed")
FOR_GOOD = (4400, 4404)
SILENT_TOO_LONG = 45.0  # seconds; a ping comes every 20 s


def back_off(tries: int) -> float:
    """The wait of static/js/read/socket.js, in seconds."""
    return min(10.0, 0.5 * 2**tries) * random.uniform(0.5, 1)


class Family:
    """A visitor with a browser, who keeps asking while the house is not at home."""

    def __init__(self, port: int) -> None:
        self.port, self.url = port, f"http://127.0.0.1:{port}"
        self.http = httpx.AsyncClient(base_url=self.url, timeout=30, headers={"Accept-Language": "zh-CN"})
        self.answers: Counter[str] = Counter()

    async def ask(self, number: int, **more: str) -> str:
        """The id of a new story number `number`; asked again, with the same key, until it is accepted."""
        key = uuid.uuid4().hex
        while (answer := await self._ask_once({"power": f"本领{number}", "request_key": key, **more})) is None:
            await asyncio.sleep(0.2)
        return answer.headers["location"].rstrip("/").rpartition("/")[2]

    async def _ask_once(self, fields: dict[str, str]) -> httpx.Response | None:
        """The answer, if it is a yes. No answer and a fault of the house are asked again, anything else is a defect."""
        try:
            if "csrftoken" not in self.http.cookies:
                await self.http.get("/")
            answer = await self._post(fields)
        except httpx.HTTPError as away:
            self.answers[type(away).__name__] += 1
            return None
        self.answers[str(answer.status_code)] += 1
        assert answer.status_code == 302 or answer.status_code >= 500, f"{answer.status_code}: {answer.text[:2000]}"
        return answer if answer.status_code == 302 else None

    async def _post(self, fields: dict[str, str]) -> httpx.Response:
        token = self.http.cookies.get("csrftoken", "")
        fields = {"dynasty": "宋", "tone": "艰难", **fields, "csrfmiddlewaretoken": token}
        return await self.http.post("/stories/", data=fields, headers={"Referer": self.url})

    def reader(self, story: str, cuts_after: tuple[float, float] | None = None) -> "Reader":
        cookies = "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())
        options = {"additional_headers": {"Cookie": cookies}, "origin": self.url, "proxy": None, "compression": None, "ping_interval": None}
        return Reader(f"ws://127.0.0.1:{self.port}/ws/stories/{story}/", options, cuts_after)

    async def close(self) -> None:
        await self.http.aclose()


@dataclass
class Reader:
    """`cuts_after`: between so many seconds after each connection, the line is torn from this side."""

    address: str
    options: dict[str, Any]
    cuts_after: tuple[float, float] | None = None

    text: str = ""
    end: str = ""
    attempt: int = 0
    received: int = 0
    repeated: int = 0
    rewound: int = 0
    gaps: int = 0
    connections: int = 0
    after_the_end: int = 0
    codes: Counter[int] = field(default_factory=Counter)
    heard: list[tuple[float, int]] = field(default_factory=list)  # when text was applied, and the length then
    opened: float = 0
    ended: float = 0
    tries: int = 0

    async def read(self) -> None:
        """Until the end state."""
        self.opened = time.monotonic()
        while True:
            with suppress(OSError, TimeoutError, websockets.WebSocketException):
                await self._connect()
            if self.end:
                return
            await asyncio.sleep(back_off(self.tries))
            self.tries += 1

    async def _connect(self) -> None:
        attempt = f"&attempt={self.attempt}" if self.attempt else ""
        address = f"{self.address}?after={len(self.text)}{attempt}"
        async with websockets.connect(address, **self.options, open_timeout=10, close_timeout=1) as socket:
            self.connections += 1
            cut = self._cut_later(socket)
            try:
                await self._hear(socket)
            finally:
                cut.cancel()
        self.codes[socket.close_code or 0] += 1
        if socket.close_code in FOR_GOOD and not self.end:
            self._ends(f"closed with {socket.close_code}")

    def _cut_later(self, socket: ClientConnection) -> asyncio.TimerHandle:
        delay = random.uniform(*self.cuts_after) if self.cuts_after else 1e6
        return asyncio.get_running_loop().call_later(delay, socket.transport.abort)

    async def _hear(self, socket: ClientConnection) -> None:
        """Until the socket closes, or too long a silence, or a gap, after which the reader asks again."""
        with suppress(websockets.ConnectionClosed):
            is_whole = True
            while is_whole:
                async with asyncio.timeout(SILENT_TOO_LONG):
                    frame = json.loads(await socket.recv())
                self.tries = 0
                self.after_the_end += bool(self.end)
                is_whole = self._take(frame)

    def _take(self, frame: dict[str, Any]) -> bool:
        """False where text is missing in between."""
        match frame:
            case {"type": "text", "at": at, "text": text}:
                return self._apply(at, text)
            case {"type": "rewind", "to": to}:
                self.rewound += max(0, len(self.text) - to)
                self.text = self.text[:to]
            case {"type": "state", "state": state}:
                self.attempt = max(self.attempt, frame.get("attempt", 0))
                if state in ENDS:
                    self._ends(state)
        return True

    def _apply(self, at: int, text: str) -> bool:
        if at > len(self.text):
            self.gaps += 1
            return False
        here = min(len(self.text) - at, len(text))
        self.received += len(text)
        self.repeated += here
        if text[here:]:
            self.text += text[here:]
            self.heard.append((time.monotonic(), len(self.text)))
        return True

    def _ends(self, state: str) -> None:
        self.end = state
        self.ended = time.monotonic()

    @property
    def first_words_after(self) -> float:
        return (self.heard[0][0] if self.heard else self.ended or time.monotonic()) - self.opened

    @property
    def longest_pause(self) -> float:
        """Between words, and between the last of them and the end."""
        moments = [when for when, _ in self.heard] + [self.ended or time.monotonic()]
        return max((later - earlier for earlier, later in pairwise(moments)), default=0.0)
