"""What an OpenAI-compatible endpoint puts on the wire, and what comes when something is amiss."""

import asyncio
import json
import math
import socket
import struct
import time
from collections.abc import Iterator
from email.utils import formatdate
from typing import Any


async def whole(writer: asyncio.StreamWriter, status: int, headers: str, body: str) -> bool:
    content = body.encode()
    writer.write(f"HTTP/1.1 {status} Said\r\n{headers}\r\nContent-Length: {len(content)}\r\n\r\n".encode() + content)
    await writer.drain()
    return True


def reset(writer: asyncio.StreamWriter) -> bool:
    """Closed without lingering, a connection ends with RST."""
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
    return False


def come_again(when: str = "") -> str:
    """The header for `after=2`, `date=2` or `ms=2000`."""
    unit, _, number = when.partition("=")
    match unit:
        case "after":
            return f"\r\nRetry-After: {number}"
        case "date":
            return f"\r\nRetry-After: {formatdate(math.ceil(time.time()) + int(number), usegmt=True)}"
        case "ms":
            return f"\r\nretry-after-ms: {number}"
    return ""


def holes() -> Iterator[bytes]:
    for choices in ([], None, [{"index": 0, "delta": None, "finish_reason": None}]):
        yield event({"choices": choices})
    yield b": keep-alive\n\n"


def torn(event: bytes) -> list[bytes]:
    """Packets that end in the middle of a character."""
    return [event[start : start + 7] for start in range(0, len(event), 7)]


def chunk(chat: bool, words: str, finish_reason: str | None = None) -> dict[str, Any]:
    said = {"delta": {"content": words}} if chat else {"text": words}
    return {"id": "1", "model": "test", "choices": [{"index": 0, **said, "finish_reason": finish_reason}]}


def event(chunk: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(chunk, ensure_ascii=False).encode() + b"\n\n"


def not_known(fields: list[str]) -> str:
    return json.dumps(
        {"error": {"message": f"Unrecognized request arguments supplied: {', '.join(fields)}", "type": "invalid_request_error"}}
    )
