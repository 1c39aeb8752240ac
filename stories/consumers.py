"""The socket of docs/protocol.md: access, accept, then a task follows the log until told or until the reader leaves."""

import asyncio
import re
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

import orjson
import structlog
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer

from stories import access
from stories.delivery.follow import Event, Ping, Rewind, StateNow, Text, follow
from stories.models import Story

TOLD, BROKEN, MALFORMED, NOT_THERE = 1000, 1011, 4400, 4404
_PLACE = re.compile(r"[0-9]{1,7}")


class StoryConsumer(AsyncWebsocketConsumer):
    """Server to browser only. A loop in `connect` would keep `disconnect` waiting, so a task of its own follows."""

    following: asyncio.Task[None] | None = None
    has_left = False

    async def connect(self) -> None:
        await self.accept()  # a close code reaches the browser only on an accepted socket
        after = _place(self.scope)
        story_id: UUID = self.scope["url_route"]["kwargs"]["story_id"]
        if after is None:
            await self.close(MALFORMED)
        elif not await database_sync_to_async(_may_follow)(self.scope, story_id):
            await self.close(NOT_THERE)
        else:
            self.following = asyncio.create_task(self._follow(story_id, after))

    async def disconnect(self, code: int) -> None:
        self.has_left = True
        if self.following:
            self.following.cancel()

    async def _follow(self, story_id: UUID, after: int) -> None:
        """Whatever happens, the browser is not left hanging: any code but 1000 and 44xx makes it come back."""
        structlog.contextvars.bind_contextvars(story=str(story_id))
        code = BROKEN
        try:
            async for event in follow(story_id, after):
                await self.send(text_data=orjson.dumps(frame(event)).decode())
            code = TOLD
        except Story.DoesNotExist:
            code = NOT_THERE
        finally:
            if not self.has_left:
                await self.close(code)


def frame(event: Event) -> dict[str, Any]:
    """The frame that says this event."""
    match event:
        case Text(at, text):
            return {"type": "text", "at": at, "text": text}
        case StateNow(state, None):
            return {"type": "state", "state": state}
        case StateNow(state, ahead):
            return {"type": "state", "state": state, "ahead": ahead}
        case Rewind(to):
            return {"type": "rewind", "to": to}
        case Ping():
            return {"type": "ping"}


def _place(scope: dict[str, Any]) -> int | None:
    """`after` in code points; 0 where it is not given, None where it makes no sense."""
    given = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True).get("after", ["0"])
    return int(given[0]) if len(given) == 1 and _PLACE.fullmatch(given[0]) else None


def _may_follow(scope: dict[str, Any], story_id: UUID) -> bool:
    visitor = access.visitor_of(scope.get("cookies", {}).get(access.COOKIE))
    return access.stories_of(visitor).filter(pk=story_id).exists()
