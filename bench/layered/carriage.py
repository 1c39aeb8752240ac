"""Text by `group_send`: from the worker into the story's group, from the group to whoever is in it. Nobody keeps it on the way."""

import logging
from typing import Any
from uuid import UUID

import orjson
from channels.db import database_sync_to_async
from channels.exceptions import ChannelFull
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.layers import get_channel_layer
from redis.exceptions import RedisError

from stories import access
from stories.delivery.accepted import Accepted
from stories.models import Story
from stories.telling.tell import tell

logger = logging.getLogger(__name__)
TOLD, NOT_THERE = 1000, 4404


def group_of(story_id: UUID) -> str:
    return f"story.{story_id.hex}"


async def tell_to_group(story_id: UUID, worker: str) -> None:
    await tell(story_id, worker, GroupOut())


class GroupOut:
    """An `Out` of stories.telling.voice. Where Redis is away or the channel is full the words are lost, and the story goes on."""

    async def open(self, story: Story) -> str:
        self.group, self.place = group_of(story.pk), len(story.text)
        return story.text

    async def say(self, accepted: Accepted) -> None:
        await self._send({"type": "story.text", "at": self.place, "text": accepted.text})
        self.place += len(accepted.text)

    async def close(self, state: str) -> None:
        await self._send({"type": "story.state", "state": str(state)})

    async def _send(self, message: dict[str, Any]) -> None:
        try:
            await get_channel_layer().group_send(self.group, message)
        except (RedisError, OSError, ChannelFull) as away:
            logger.warning("lost on its way: %s", away)


class GroupConsumer(AsyncWebsocketConsumer):
    """Joins the group before it accepts: whoever has an open line is in it."""

    group = ""

    async def connect(self) -> None:
        story_id: UUID = self.scope["url_route"]["kwargs"]["story_id"]
        may_follow = await database_sync_to_async(_may_follow)(self.scope, story_id)
        if may_follow:
            self.group = group_of(story_id)
            await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()
        if not may_follow:
            await self.close(NOT_THERE)

    async def disconnect(self, code: int) -> None:
        if self.group:
            await self.channel_layer.group_discard(self.group, self.channel_name)

    async def story_text(self, message: dict[str, Any]) -> None:
        await self._frame({"type": "text", "at": message["at"], "text": message["text"]})

    async def story_state(self, message: dict[str, Any]) -> None:
        await self._frame({"type": "state", "state": message["state"]})
        if message["state"] in Story.ENDS:
            await self.close(TOLD)

    async def _frame(self, frame: dict[str, Any]) -> None:
        await self.base_send({"type": "websocket.send", "text": orjson.dumps(frame).decode()})


def _may_follow(scope: dict[str, Any], story_id: UUID) -> bool:
    visitor = access.visitor_of(scope.get("cookies", {}).get(access.COOKIE))
    return access.stories_of(visitor).filter(pk=story_id).exists()
