"""The checking upstream: an OpenAI-compatible endpoint that tells on from where it is shown that a story stands, and
writes down whenever it is shown anything but the story's beginning. `python -m tests.proofs.numbered PORT --rate 30`.

GET /seen says what came in, POST /cut resets the calls that are open, POST /rate?30 sets the characters a second.
"""

import argparse
import asyncio
import json
import random
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.proofs import tale

MANNERS = ("exact", "again", "repeats")
_NUMBER = re.compile(r"本领(\d+)")


class Numbered:
    def __init__(self, rate: float = 30, seed: object = 0) -> None:
        self.rate, self.seed = rate, seed
        self.calls: Counter[int] = Counter()
        self.manners: Counter[str] = Counter()
        self.open: set[asyncio.StreamWriter] = set()
        self.ended_by_caller = self.cut_by_us = 0
        self.violations: list[dict[str, Any]] = []

    async def start(self, port: int = 0) -> None:
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", port)
        self.url = f"http://127.0.0.1:{self.server.sockets[0].getsockname()[1]}/v1"

    def cut(self) -> int:
        """Reset every call that is open; how many those were."""
        calls = list(self.open)
        self.cut_by_us += len(calls)
        for writer in calls:
            writer.transport.abort()
        return len(calls)

    def seen(self) -> dict[str, Any]:
        return {
            "calls": self.calls.total(),
            "under_way": len(self.open),
            "ended_by_caller": self.ended_by_caller,
            "cut_by_us": self.cut_by_us,
            "manners": self.manners,
            "calls_of_story": self.calls,
            "violations": self.violations,
        }

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            length = re.search(r"(?i)content-length: (\d+)", head)
            body = await reader.readexactly(int(length[1]) if length else 0)
            await self._answer(head.split()[1], body, reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _answer(self, path: str, body: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        what, _, value = path.partition("?")
        match what:
            case "/v1/chat/completions":
                await self._while_listened_to(self._tell(json.loads(body), writer), reader, writer)
            case "/seen":
                _whole(writer, 200, self.seen())
            case "/cut":
                _whole(writer, 200, self.cut())
            case "/rate":
                self.rate = float(value)
                _whole(writer, 200, self.rate)
            case _:
                _whole(writer, 404, {"error": {"message": "not here"}})

    async def _while_listened_to(self, telling: Any, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        told, hung_up = asyncio.create_task(telling), asyncio.create_task(reader.read(1))
        self.open.add(writer)
        try:
            await asyncio.wait([told, hung_up], return_when=asyncio.FIRST_COMPLETED)
            self.ended_by_caller += not told.done() and not writer.transport.is_closing()
        finally:
            self.open.discard(writer)
            told.cancel()
            hung_up.cancel()
            await asyncio.gather(told, hung_up, return_exceptions=True)

    async def _tell(self, asked: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        user = next(message["content"] for message in reversed(asked["messages"]) if message["role"] == "user")
        story = int(_NUMBER.search(user)[1])
        _, _, shown = (*user.split("\n\n", 2), "", "")[:3]  # the prompt, the words to go on, the story so far
        draw = random.Random(f"{self.seed}/{story}/{self.calls[story]}")
        text = self._next_words(story, shown, draw)
        self.calls[story] += 1
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n")
        writer.write(_chunked(_event("")))
        await self._say(text, draw, writer)
        writer.write(_chunked(_event("", "stop")) + _chunked(b"data: [DONE]\n\n") + b"0\r\n\r\n")
        await writer.drain()

    def _next_words(self, story: int, shown: str, draw: random.Random) -> str:
        """All that this call tells. What was shown is repeated in the words that were shown."""
        if not tale.begins(story, shown):
            self._violated(story, shown)
            shown = tale.whole(story)[: tale.place_of(story, shown)]
        manner = draw.choice(MANNERS)
        start = _start(story, len(shown), manner) if shown else 0
        self.manners[manner if start < len(shown) else "exact" if shown else "anew"] += 1
        return (shown + tale.in_voice(tale.whole(story), self.calls[story])[len(shown) :])[start:]

    def _violated(self, story: int, shown: str) -> None:
        place = tale.shared(story, shown)
        around = {"shown": shown[max(0, place - 30) : place + 30], "whole": tale.whole(story)[max(0, place - 30) : place + 30]}
        self.violations.append({"story": story, "call": self.calls[story] + 1, "at": place, "length": len(shown), **around})

    async def _say(self, text: str, draw: random.Random, writer: asyncio.StreamWriter) -> None:
        """At so many characters a second, however late each sleep wakes."""
        clock = asyncio.get_running_loop().time
        due = clock()
        for piece in _pieces(text, draw):
            due += len(piece) / self.rate
            await asyncio.sleep(max(0, due - clock()))
            for packet in _packets(_event(piece), draw):
                writer.write(_chunked(packet))
                await writer.drain()


def _start(story: int, place: int, manner: str) -> int:
    """Where a model that is shown `place` characters begins."""
    ends = (0, *tale.ends(story))
    before = bisect_right(ends, place) - 1
    if manner == "repeats" and before:
        return ends[before - 1]
    return ends[before] if manner == "again" and place - ends[before] >= 2 else place


def _pieces(text: str, draw: random.Random) -> Iterator[str]:
    place = 0
    while place < len(text):
        length = draw.randint(1, 6)
        yield text[place : place + length]
        place += length


def _packets(event: bytes, draw: random.Random) -> list[bytes]:
    """Now and then torn in two, in the middle of a character as likely as not."""
    place = draw.randrange(1, len(event)) if draw.random() < 0.1 else 0
    return [event[:place], event[place:]] if place else [event]


def _event(words: str, finish_reason: str | None = None) -> bytes:
    choice = {"index": 0, "delta": {"content": words}, "finish_reason": finish_reason}
    return b"data: " + json.dumps({"id": "1", "model": "numbered", "choices": [choice]}, ensure_ascii=False).encode() + b"\n\n"


def _chunked(part: bytes) -> bytes:
    return f"{len(part):x}\r\n".encode() + part + b"\r\n"


def _whole(writer: asyncio.StreamWriter, status: int, answer: Any) -> None:
    body = json.dumps(answer, ensure_ascii=False).encode()
    writer.write(f"HTTP/1.1 {status} Said\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)


async def _serve(port: int, rate: float, seed: str) -> None:
    upstream = Numbered(rate, seed)
    await upstream.start(port)
    await upstream.server.serve_forever()


def main() -> None:
    words = argparse.ArgumentParser(prog="python -m tests.proofs.numbered", description=__doc__)
    words.add_argument("port", type=int)
    words.add_argument("--rate", type=float, default=30, help="characters a second")
    words.add_argument("--seed", default="0")
    asyncio.run(_serve(**vars(words.parse_args())))


if __name__ == "__main__":
    main()
