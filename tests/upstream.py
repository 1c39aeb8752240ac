"""An OpenAI-compatible endpoint of our own on a real socket, which can misbehave in every way that the paid ones do."""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from typing import Any

from tests import moderation, wire

PIECES = ("从前有座", "山，山里有座庙。", "庙里住着沈括。", "他正数星星", "呢。")
BREAKS_OFF = {"stall", "cut", "no_finish", "early_done", "malformed", "error_in_stream", "length", "content_filter"}
FOR_EVER = 3600
REFUSAL = '{"error": {"message": "the quota of org-4711 is spent", "type": "no"}}'
SIGN_IN = "<!doctype html><title>Sign in</title><p>Welcome to the hotel network</p>"
_SENTENCE = re.compile(r"[^。！？\n]*[。！？\n]+[”』」]*")


@dataclass
class Script:
    """How calls are answered: each by the next of `modes`, the last stays. `said` is the furthest place that was sent.

    A call that shows a told story is answered from where that breaks off (`exact`), or `again` from the beginning of
    the unfinished sentence, or it `repeats` the last whole sentence first.
    """

    modes: list[str]
    manner: str = "exact"
    said: int = 0
    under_way: int = 0

    def next(self) -> str:
        return self.modes.pop(0) if len(self.modes) > 1 else self.modes[0]


@dataclass
class Call:
    script: Script
    mode: str
    chat: bool
    begins: int  # the place in the story


class Upstream:
    """`mode` or `modes` say how the next calls are answered; `asked` keeps what came in. Under way is what nobody has ended yet.

    `scripts` has a script of its own for each call whose prompt holds certain words. What breaks off does so behind `breaks_at`
    characters of the story, or behind its last word. A status may say when to come again: `429 after=2`, `date=2`, `ms=2000`.
    """

    def __init__(
        self, mode: str = "good", pieces: Iterable[str] = PIECES, pause: float = 0, modes: Iterable[str] = (), port: int = 0
    ) -> None:
        self.script = Script([*modes] or [mode])
        self.scripts: dict[str, Script] = {}
        self.pieces, self.pause, self.port = list(pieces), pause, port
        self.breaks_at: int | None = None
        self.usage: dict[str, int] | None = {"prompt_tokens": 5, "completion_tokens": 7}
        self.refuses: set[str] = set()  # fields that it does not know; it says so with 400
        self.gap = 0.25  # seconds between two characters of a trickle
        self.asked: list[dict[str, Any]] = []
        self.moderation: list[str] = ["404"]  # how the next judgements are given, the last stays; see tests/moderation.py
        self.judged: list[dict[str, Any]] = []
        self.under_way = self.ended_by_caller = 0
        self.calls: set[asyncio.Task[Any]] = set()

    @property
    def mode(self) -> str:
        return self.script.modes[0]

    @mode.setter
    def mode(self, mode: str) -> None:
        self.script.modes = [mode]

    @property
    def story(self) -> str:
        return "".join(self.pieces)

    async def __aenter__(self) -> "Upstream":
        await self.open_door()
        self.url = f"http://127.0.0.1:{self.port}/v1"
        return self

    async def __aexit__(self, *ended: object) -> None:
        await self.close_door()

    async def open_door(self) -> None:
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self.server.sockets[0].getsockname()[1]

    async def close_door(self) -> None:
        """From now on nobody is at the port."""
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
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # asyncio writes a traceback for a cancelled one
        finally:
            self.calls.discard(asyncio.current_task())
            writer.close()

    async def _answer_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """True while the connection may be asked again."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.strip().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        asked = json.loads(await reader.readexactly(int(headers.get("content-length", 0))) or b"{}")
        if moderation.is_asked_for(asked):
            self.judged.append({"headers": headers, **asked})
            mode = self.moderation.pop(0) if len(self.moderation) > 1 else self.moderation[0]
            return await moderation.answer(writer, mode, asked)
        call = self._call(first.split()[1], headers, asked)
        self.under_way, call.script.under_way = self.under_way + 1, call.script.under_way + 1
        answer = asyncio.create_task(self._answer(call, writer))
        hung_up = asyncio.create_task(reader.read(1))
        try:
            await asyncio.wait([answer, hung_up], return_when=asyncio.FIRST_COMPLETED)
            if answer.done():
                return answer.result()
            self.ended_by_caller += 1
            return False
        finally:
            self.under_way -= 1
            call.script.under_way -= 1
            answer.cancel()
            hung_up.cancel()
            await asyncio.gather(answer, hung_up, return_exceptions=True)

    def _call(self, path: str, headers: dict[str, str], body: dict[str, Any]) -> Call:
        """Which script it is for, and from which place on it is answered."""
        prompt = body["messages"][-1]["content"] if "messages" in body else str(body.get("prompt", ""))
        script = next((script for words, script in self.scripts.items() if words in prompt), self.script)
        unknown = sorted(self.refuses & body.keys())
        mode, shown = f"unknown {' '.join(unknown)}" if unknown else script.next(), _told(prompt, self.story)
        self.asked.append(
            {"path": path, "headers": headers, "words": prompt, "time": time.monotonic(), "mode": mode, "shown": shown, **body}
        )
        return Call(script, mode, path.endswith("/chat/completions"), _goes_on_at(self.story, shown, script.manner))

    async def _answer(self, call: Call, writer: asyncio.StreamWriter) -> bool:
        match call.mode.split():
            case ["silent"]:
                await asyncio.sleep(FOR_EVER)
            case ["reset"]:
                return wire.reset(writer)
            case ["html"]:
                return await wire.whole(writer, 200, "Content-Type: text/html", SIGN_IN)
            case ["unknown", *fields]:
                return await wire.whole(writer, 400, "Content-Type: application/json", wire.not_known(fields))
            case [status, *when] if status.isdigit():
                return await wire.whole(writer, int(status), f"Content-Type: application/json{wire.come_again(*when)}", REFUSAL)
        return await self._answer_with_events(call, writer)

    async def _answer_with_events(self, call: Call, writer: asyncio.StreamWriter) -> bool:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
        await writer.drain()
        async for part in self._events(call):
            writer.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")
            await writer.drain()
        if call.mode == "cut":
            await asyncio.sleep(0.2)  # a client drops what it has not read when the connection breaks
            writer.transport.abort()
            return False
        if call.mode == "endless":
            await asyncio.sleep(FOR_EVER)
        writer.write(b"0\r\n\r\n")
        await writer.drain()
        return True

    async def _events(self, call: Call) -> AsyncIterator[bytes]:
        """The parts of an event stream, as the mode will have it."""
        if call.mode == "mute":
            await asyncio.sleep(FOR_EVER)
        if call.mode == "holes":
            for part in wire.holes():
                yield part
        if call.chat:
            yield wire.event(wire.chunk(call.chat, ""))
        async for words in self._words(call):
            event = wire.event(wire.chunk(call.chat, words))
            for part in wire.torn(event) if call.mode == "torn" else [event]:
                yield part
        async for part in _end(call, self.usage):
            yield part

    async def _words(self, call: Call) -> AsyncIterator[str]:
        """The story from where the call begins, as far as the mode goes; `script.said` goes along."""
        trickles = call.mode == "trickle"
        pieces, place = self.story if trickles else self.pieces, 0
        ends = self.breaks_at if call.mode in BREAKS_OFF else None
        for piece in pieces:
            begins, place = place, place + len(piece)
            words = piece[max(0, call.begins - begins) : None if ends is None else max(0, ends - begins)]
            if words:
                await asyncio.sleep(self.gap if trickles else self.pause)
                call.script.said = max(call.script.said, min(place, ends or place))
                yield words


async def _end(call: Call, usage: dict[str, int] | None) -> AsyncIterator[bytes]:
    match call.mode:
        case "stall":
            await asyncio.sleep(FOR_EVER)
        case "cut" | "no_finish":
            return
        case "early_done":
            yield b"data: [DONE]\n\n"
        case "malformed":
            yield b'data: {"choices": [{"delta": {"con\n\n'
        case "error_in_stream":
            yield wire.event({"error": {"message": "overloaded", "code": 529}})
        case "trickle":
            while True:
                yield wire.event(wire.chunk(call.chat, ""))
                await asyncio.sleep(0.25)
        case _:
            yield wire.event(wire.chunk(call.chat, "", call.mode if call.mode in ("length", "content_filter") else "stop"))
            if call.mode == "hangs":
                await asyncio.sleep(FOR_EVER)
            yield wire.event({"choices": [], "usage": usage})
            yield b"data: [DONE]\n\n"


def _told(prompt: str, story: str) -> int:
    """How much of the story stands at the end of the prompt."""
    return next((place for place in range(len(story), 0, -1) if prompt.endswith(story[:place])), 0)


def _goes_on_at(story: str, shown: int, manner: str) -> int:
    if manner == "exact":
        return shown
    begun = [found.start() for found in _SENTENCE.finditer(story)]
    ended = [found.end() for found in _SENTENCE.finditer(story) if found.end() <= shown]
    unfinished = ended[-1] if ended else 0
    return unfinished if manner == "again" else max((start for start in begun if start < unfinished), default=0)
