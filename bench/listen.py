"""Readers that cost next to nothing, so that what they read costs what is measured: frames are stamped when they come and
understood afterwards."""

import asyncio
import base64
import os
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

_TEXT, _CLOSE, _PING, _PONG = 1, 8, 9, 10
_MASK = b"\0\0\0\0"  # a client has to mask; this mask changes nothing


@dataclass
class Heard:
    """What came over one line: (time, payload) in order, and the close code; None where the line was cut."""

    story: int
    asked: float = field(default_factory=time.monotonic)
    frames: list[tuple[float, bytes]] = field(default_factory=list)
    code: int | None = None


class Socket(asyncio.Protocol):
    """A websocket reader as lean as can be: it answers pings and asks for nothing."""

    def __init__(self, heard: Heard, request: bytes) -> None:
        self.heard, self.request = heard, request
        self.buffer, self.is_open = b"", False
        self.opened = asyncio.get_running_loop().create_future()
        self.ended = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        self.transport: asyncio.Transport = transport
        transport.write(self.request)

    def connection_lost(self, why: Exception | None) -> None:
        for waits in (self.opened, self.ended):
            if not waits.done():
                waits.set_result(None)

    def data_received(self, data: bytes) -> None:
        now = time.monotonic()
        self.buffer += data
        if not self.is_open:
            head, found, rest = self.buffer.partition(b"\r\n\r\n")
            if not found:
                return
            assert head.startswith(b"HTTP/1.1 101"), head[:200]
            self.is_open, self.buffer = True, rest
            self.opened.set_result(None)
        while self._frame(now):
            pass

    def _frame(self, now: float) -> bool:
        """Take one whole frame off the buffer."""
        buffer = self.buffer
        if len(buffer) < 2:
            return False
        length, start = buffer[1], 2
        if length >= 126:
            start = 4 if length == 126 else 10
            length = int.from_bytes(buffer[2:start], "big")
        if len(buffer) < start + length:
            return False
        self.buffer = buffer[start + length :]
        self._take(buffer[0] & 15, buffer[start : start + length], now)
        return True

    def _take(self, kind: int, payload: bytes, now: float) -> None:
        if kind == _TEXT:
            self.heard.frames.append((now, payload))
        elif kind == _PING:
            self.transport.write(bytes((0x80 | _PONG, 0x80 | len(payload))) + _MASK + payload)
        elif kind == _CLOSE:
            self.heard.code = int.from_bytes(payload[:2], "big")
            self.transport.write(bytes((0x80 | _CLOSE, 0x80 | len(payload))) + _MASK + payload)
            self.transport.close()


class Stream(asyncio.Protocol):
    """Reads an endpoint's event stream with nobody in between: what no relay can do better than."""

    def __init__(self, heard: Heard, request: bytes) -> None:
        self.heard, self.request, self.tail = heard, request, b""
        self.opened = asyncio.get_running_loop().create_future()
        self.ended = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        self.transport: asyncio.Transport = transport
        transport.write(self.request)
        self.opened.set_result(None)

    def connection_lost(self, why: Exception | None) -> None:
        if not self.ended.done():
            self.ended.set_result(None)

    def data_received(self, data: bytes) -> None:
        self.heard.frames.append((time.monotonic(), data))
        self.tail = (self.tail + data)[-16:]
        if b"[DONE]" in self.tail:
            self.transport.close()


async def over_socket(address: str, heard: Heard, cookie: str = "") -> Socket:
    """An open line to `address`, which fills `heard`."""
    parts = urlsplit(address)
    key = base64.b64encode(os.urandom(16)).decode()
    lines = [
        f"GET {parts.path}?{parts.query} HTTP/1.1",
        f"Host: {parts.netloc}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {key}",
        "Sec-WebSocket-Version: 13",
        f"Origin: http://{parts.netloc}",
        f"Cookie: {cookie}",
    ]
    request = "\r\n".join([*lines, "", ""]).encode()
    _, line = await asyncio.get_running_loop().create_connection(lambda: Socket(heard, request), parts.hostname, parts.port)
    await line.opened
    return line


async def over_stream(address: str, heard: Heard, body: bytes) -> Stream:
    """An open call of the endpoint at `address`, which fills `heard`."""
    parts = urlsplit(address)
    head = f"POST {parts.path}/chat/completions HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    _, line = await asyncio.get_running_loop().create_connection(lambda: Stream(heard, head + body), parts.hostname, parts.port)
    return line
