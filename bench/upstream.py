"""The endpoint of the bench: speaks the wire of OpenAI's chat completions, lean, and remembers when it sent each token.

The stamps stand beside the text, never in it: `GET /stamps` gives them, by story, on the clock `time.monotonic`, which all
processes of a machine share. No story begins before `POST /go`: by then all have been asked for, so that a story's start and its
telling are paid for apart. `PUT /plan` sets pace and length.
"""

import asyncio
import random
import re
import sys
import time
from typing import Any

import orjson
import uvloop

from bench import tale

_STORY = re.compile(rb"bench(\d+)")
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_STREAM = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
_LAST = b'data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"bench","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n'
_DONE = b"data: [DONE]\n\n"
SPREAD = 1.0  # seconds over which stories that were let go together begin


class Stage:
    """What all calls share. `pace`: tokens a second. `stamps`: story -> the times at which its tokens were sent."""

    def __init__(self) -> None:
        self.plan: dict[str, float] = {"pace": 30.0, "tokens": 600, "spread": SPREAD, "stamps": 1}
        self.stamps: dict[int, list[float]] = {}
        self.came: dict[int, float] = {}
        self.go = asyncio.Event()
        self.chance = random.Random(7)

    def order(self, path: bytes, body: bytes) -> Any:
        if path.startswith(b"/plan"):
            self.plan |= orjson.loads(body)
            self.stamps, self.came, self.go = {}, {}, asyncio.Event()
        elif path.startswith(b"/go"):
            self.go.set()
        elif path.startswith(b"/stamps"):
            return [[story, sent] for story, sent in self.stamps.items()]
        return {"came": len(self.came)}


class Call(asyncio.Protocol):
    """One connection, one request at a time."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.begun = stage, b""
        self.telling: asyncio.TimerHandle | None = None
        self.waiting: asyncio.Task[None] | None = None

    def connection_made(self, transport: Any) -> None:
        self.transport: asyncio.Transport = transport

    def connection_lost(self, why: Exception | None) -> None:
        for under_way in (self.telling, self.waiting):
            if under_way:
                under_way.cancel()

    def data_received(self, data: bytes) -> None:
        self.begun += data
        head, found, body = self.begun.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if found and len(body) >= int(length[1] if length else 0):
            self.begun = b""
            self._answer(head.split(b" ", 2)[1], body)

    def _answer(self, path: bytes, body: bytes) -> None:
        if path.endswith(b"/chat/completions"):
            self.waiting = asyncio.ensure_future(self._begin(int(_STORY.search(body)[1])))  # type: ignore[index]
        elif path.endswith(b"/moderations"):
            self.transport.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        else:
            said = orjson.dumps(self.stage.order(path, body))
            self.transport.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(said), said))

    async def _begin(self, story: int) -> None:
        stage = self.stage
        stage.came[story] = time.monotonic()
        self.transport.write(_STREAM)
        await stage.go.wait()
        self.tokens = tale.tokens(story, int(stage.plan["tokens"]))
        self.sent: list[float] = []
        if stage.plan["stamps"]:
            stage.stamps[story] = self.sent
        self.began = time.monotonic() + stage.chance.random() * stage.plan["spread"]
        self.telling = asyncio.get_running_loop().call_later(self.began - time.monotonic(), self._say)

    def _say(self) -> None:
        place = len(self.sent)
        self.sent.append(time.monotonic())
        self._write(_CHUNK % orjson.dumps(self.tokens[place]))
        place += 1
        if place == len(self.tokens):
            self._write(_LAST + _DONE)
            self.transport.write(b"0\r\n\r\n")
        else:
            due = self.began + place / self.stage.plan["pace"] - time.monotonic()
            self.telling = asyncio.get_running_loop().call_later(max(0.0, due), self._say)

    def _write(self, event: bytes) -> None:
        self.transport.write(b"%x\r\n%s\r\n" % (len(event), event))


_CHUNK = (
    b'data: {"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1764000000,"model":"bench",'
    b'"choices":[{"index":0,"delta":{"content":%s},"logprobs":null,"finish_reason":null}]}\n\n'
)


async def serve() -> None:
    """Print the port, and answer until the end."""
    stage = Stage()
    server = await asyncio.get_running_loop().create_server(lambda: Call(stage), "127.0.0.1", 0, backlog=2048)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve())
