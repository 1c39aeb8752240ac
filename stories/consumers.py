"""The socket of docs/protocol.md: access, accept, then a task follows the log until told or until the reader leaves."""

import asyncio
import re
from typing import Any, ClassVar
from urllib.parse import parse_qs
from uuid import UUID
from weakref import WeakSet

import orjson
import structlog
from channels.generic.websocket import AsyncWebsocketConsumer

from stories import access, clients
from stories.delivery.follow import Event, Ping, Rewind, StateNow, Text, follow
from stories.models import Story

# The server's library sends no code between 1001 and 2999, so what is not the contract's has a code of our own.
TOLD, BROKEN, MOVE_ON, MALFORMED, NOT_THERE = 1000, 4011, 4012, 4400, 4404
_NUMBER = re.compile(r"[0-9]{1,7}")


class StoryConsumer(AsyncWebsocketConsumer):
    """Server to browser only. A loop in `connect` would keep `disconnect` waiting, so a task of its own follows."""

    here: ClassVar[WeakSet["StoryConsumer"]] = WeakSet()  # of this process
    following: asyncio.Task[None] | None = None
    has_left = False

    async def connect(self) -> None:
        self.here.add(self)
        await self.accept()  # a close code reaches the browser only on an accepted socket
        after, attempt = _number(self.scope, "after", 0), _number(self.scope, "attempt", None)
        story_id: UUID = self.scope["url_route"]["kwargs"]["story_id"]
        if after is None:
            await self.close(MALFORMED)
        elif not await clients.in_database(_may_follow, self.scope, story_id):
            await self.close(NOT_THERE)
        else:
            self.following = asyncio.create_task(self._follow(story_id, after, attempt))

    async def disconnect(self, code: int) -> None:
        self.here.discard(self)
        self.has_left = True
        if self.following:
            self.following.cancel()

    async def move_on(self) -> None:
        """The server is leaving: the browser comes back at once, to whoever is there then."""
        if not self.has_left:
            self.has_left = True
            await self.close(MOVE_ON)
            if self.following:
                self.following.cancel()

    async def _follow(self, story_id: UUID, after: int, attempt: int | None) -> None:
        """Whatever happens, the browser is not left hanging: any code but 1000, 4400 and 4404 makes it come back."""
        structlog.contextvars.bind_contextvars(story=str(story_id))
        code = BROKEN
        try:
            async for event in follow(story_id, after, attempt):
                await self.base_send({"type": "websocket.send", "text": orjson.dumps(frame(event)).decode()})
            code = TOLD
        except Story.DoesNotExist:
            code = NOT_THERE
        finally:
            if not self.has_left:
                await self.close(code)


async def send_readers_on() -> None:
    """Close every socket of this process, for another to take over."""
    await asyncio.gather(*(reader.move_on() for reader in list(StoryConsumer.here)), return_exceptions=True)


def frame(event: Event) -> dict[str, Any]:
    """The frame that says this event."""
    match event:
        case Text(at, text):
            return {"type": "text", "at": at, "text": text}
        case StateNow(state, ahead, attempt):
            more = {"ahead": ahead, "attempt": attempt if attempt > 1 else None}
            return {"type": "state", "state": state} | {name: value for name, value in more.items() if value is not None}
        case Rewind(to):
            return {"type": "rewind", "to": to}
        case Ping():
            return {"type": "ping"}


def _number(scope: dict[str, Any], name: str, default: int | None) -> int | None:
    """The query's `name`, a place in code points or an attempt; None where it makes no sense."""
    given = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True).get(name)
    if given is None:
        return default
    return int(given[0]) if len(given) == 1 and _NUMBER.fullmatch(given[0]) else None


def _may_follow(scope: dict[str, Any], story_id: UUID) -> bool:
    visitor = access.visitor_of(scope.get("cookies", {}).get(access.COOKIE))
    return access.stories_of(visitor).filter(pk=story_id).exists()
