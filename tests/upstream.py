"""An OpenAI-compatible endpoint of our own on a real socket, which can misbehave in every way that the paid ones do."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from typing import Any

PIECES = ("从前有座", "山，山里有座庙。", "庙里住着沈括。", "他正数星星", "呢。")


class Upstream:
    """`mode` names how the next call is answered; `asked` keeps what came in. Under way is what nobody has ended yet."""

    def __init__(self, mode: str = "good", pieces: Iterable[str] = PIECES, pause: float = 0) -> None:
        self.mode, self.pieces, self.pause = mode, list(pieces), pause
        self.asked: list[dict[str, Any]] = []
        self.under_way = 0
        self.ended_by_caller = 0

    async def __aenter__(self) -> "Upstream":
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self.server.sockets[0].getsockname()[1]}/v1"
        self.calls: set[asyncio.Task[Any]] = set()
        return self

    async def __aexit__(self, *ended: object) -> None:
        self.server.close()
        for call in self.calls:
            call.cancel()
        await asyncio.gather(*self.calls, return_exceptions=True)

    async def wait_until(self, what: str, number: int, seconds: float = 5) -> None:
        """Until `asked` calls came, or so many are `under_way` or `ended_by_caller`."""
        async with asyncio.timeout(seconds):
            while (len(self.asked) if what == "asked" else getattr(self, what)) != number:
                await asyncio.sleep(0.005)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.calls.add(asyncio.current_task())
        try:
            while await self._answer_one(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.calls.discard(asyncio.current_task())
            writer.close()

    async def _answer_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """True while the connection may be asked again."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.strip().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        path = first.split()[1]
        self.asked.append({"path": path, "headers": headers, **json.loads(body or b"{}")})
        self.under_way += 1
        answer = asyncio.create_task(self._answer(path.endswith("/chat/completions"), writer))
        hung_up = asyncio.create_task(reader.read(1))
        try:
            await asyncio.wait([answer, hung_up], return_when=asyncio.FIRST_COMPLETED)
            if answer.done():
                return answer.result()
            self.ended_by_caller += 1
            return False
        finally:
            self.under_way -= 1
            answer.cancel()
            hung_up.cancel()
            await asyncio.gather(answer, hung_up, return_exceptions=True)

    async def _answer(self, chat: bool, writer: asyncio.StreamWriter) -> bool:
        if self.mode == "silent":
            await asyncio.sleep(3600)
        if self.mode.isdigit():
            return await _whole(writer, int(self.mode), "application/json", '{"error": {"message": "no", "type": "no"}}')
        if self.mode == "html":
            return await _whole(writer, 200, "text/html", "<!doctype html><title>Sign in</title><p>Welcome to the hotel network</p>")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
        await writer.drain()
        async for part in self._stream(chat):
            writer.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")
            await writer.drain()
        if self.mode == "cut":
            writer.transport.abort()
            return False
        writer.write(b"0\r\n\r\n")
        await writer.drain()
        return False

    async def _stream(self, chat: bool) -> AsyncIterator[bytes]:
        """The parts of an event stream, as the mode will have it."""
        if self.mode == "mute":
            await asyncio.sleep(3600)
        if self.mode == "holes":
            for choices in ([], None):
                yield _event({"choices": choices})
            yield _event({"choices": [{"index": 0, "delta": None, "finish_reason": None}]})
            yield b": keep-alive\n\n"
        if chat:
            yield _event(_chunk(chat, ""))
        for piece in self.pieces:
            await asyncio.sleep(self.pause)
            for part in self._split(_event(_chunk(chat, piece))):
                yield part
        async for part in self._end(chat):
            yield part

    def _split(self, event: bytes) -> list[bytes]:
        """In mode `torn`, packets that end in the middle of a character."""
        return [event[start : start + 7] for start in range(0, len(event), 7)] if self.mode == "torn" else [event]

    async def _end(self, chat: bool) -> AsyncIterator[bytes]:
        match self.mode:
            case "stall":
                await asyncio.sleep(3600)
            case "cut" | "no_finish":
                return
            case "early_done":
                yield b"data: [DONE]\n\n"
            case "malformed":
                yield b'data: {"choices": [{"delta": {"con\n\n'
            case "error_in_stream":
                yield _event({"error": {"message": "overloaded", "code": 529}})
            case "length" | "content_filter":
                yield _event(_chunk(chat, "", self.mode))
                yield b"data: [DONE]\n\n"
            case _:
                yield _event(_chunk(chat, "", "stop"))
                yield _event({"choices": [], "usage": {"prompt_tokens": 5, "completion_tokens": 7}})
                yield b"data: [DONE]\n\n"


async def _whole(writer: asyncio.StreamWriter, status: int, kind: str, body: str) -> bool:
    content = body.encode()
    writer.write(f"HTTP/1.1 {status} Said\r\nContent-Type: {kind}\r\nContent-Length: {len(content)}\r\n\r\n".encode() + content)
    await writer.drain()
    return True


def _chunk(chat: bool, words: str, finish_reason: str | None = None) -> dict[str, Any]:
    said = {"delta": {"content": words}} if chat else {"text": words}
    return {"id": "1", "model": "test", "choices": [{"index": 0, **said, "finish_reason": finish_reason}]}


def _event(chunk: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(chunk, ensure_ascii=False).encode() + b"\n\n"
