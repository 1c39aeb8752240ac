"""Follow a story from any place to its end."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from channels.db import database_sync_to_async
from django.utils import timezone
from redis.exceptions import RedisError

from stories.delivery import log
from stories.delivery.bells import readers_bells
from stories.models import Story

LOOKS_AGAIN_AFTER = 2.0  # seconds without a bell: a bell may be lost, the database is asked as well
PINGS_AFTER = 20.0
LAST_WORDS_COME_WITHIN = 5.0  # seconds after an end from outside, which the row knows before the log is cut


@dataclass(frozen=True, slots=True)
class Text:
    """`text` stands at place `at`, in code points of the story."""

    at: int
    text: str


@dataclass(frozen=True, slots=True)
class StateNow:
    """`ahead`: how many wait before this story; only while it waits itself."""

    state: str
    ahead: int | None = None


@dataclass(frozen=True, slots=True)
class Rewind:
    """The reader is ahead of the story: it goes back to place `to`."""

    to: int


@dataclass(frozen=True, slots=True)
class Ping:
    pass


Event = Text | StateNow | Rewind | Ping


@dataclass(frozen=True, slots=True)
class Copy:
    text: str
    state: str
    ahead: int | None


async def look(story_id: UUID) -> Copy:
    """The longer of log and database, and the state.

    Ends are written to the row first and then to the log, so the log is read first: an end in it is in the row as well.
    """
    try:
        live = await log.since(story_id, 0)
    except (RedisError, OSError):
        live = None
    row, settled = await database_sync_to_async(_row)(story_id)
    if live is None:
        return row
    ended = row.state in Story.ENDS and (settled or live.state in Story.ENDS)
    return Copy(max(live.text, row.text, key=len), row.state if ended else live.state, row.ahead)


def _row(story_id: UUID) -> tuple[Copy, bool]:
    """The database's copy, and whether its end, if it has one, is old enough for the last words to have come in."""
    row = Story.objects.values("text", "state", "created", "ended").get(pk=story_id)
    waits = row["state"] == Story.State.WAITING
    ahead = Story.objects.waiting().filter(created__lt=row["created"]).count() if waits else None
    settled = row["ended"] is not None and timezone.now() - row["ended"] > timedelta(seconds=LAST_WORDS_COME_WITHIN)
    return Copy(row["text"], row["state"], ahead), settled


async def follow(story_id: UUID, after: int) -> AsyncIterator[Event]:
    """Everything from code point `after` on until the end state, which is the last event.

    Exact: the texts join without gap or overlap, whatever happens to bells, Redis or workers in between.
    """
    with readers_bells().listen(story_id) as bell:
        reader = _Reader(story_id, after)
        while not reader.has_ended:
            bell.clear()
            for event in await reader.catch_up():
                yield event
            if not reader.has_ended:
                await reader.wait(bell)
                if reader.silent_for(PINGS_AFTER):
                    reader.spoke()
                    yield Ping()


class _Reader:
    """Where one reader stands: `place` in code points, `byte_place` the same in the log."""

    def __init__(self, story_id: UUID, after: int) -> None:
        self.story_id = story_id
        self.place = after
        self.byte_place: int | None = None
        self.said: StateNow | None = None
        self.has_ended = False
        self.last_words = time.monotonic()
        self.bell_rang = False

    async def catch_up(self) -> list[Event]:
        events = await self._from_log() if self.bell_rang and self.byte_place is not None else None
        if events is None:
            events = self._from_copy(await look(self.story_id))
        if events:
            self.spoke()
        return events

    async def _from_log(self) -> list[Event] | None:
        try:
            fresh = await log.since(self.story_id, self.byte_place or 0)
        except (RedisError, OSError):
            return None
        if fresh is None or fresh.total < (self.byte_place or 0) or fresh.state in Story.ENDS:
            return None  # before an end the database is asked too: a wiped log knows the end and not the words
        return self._tell(fresh.text, StateNow(fresh.state))

    def _from_copy(self, copy: Copy) -> list[Event]:
        events: list[Event] = []
        if self.place > len(copy.text):
            self.place = len(copy.text)
            events.append(Rewind(self.place))
        self.byte_place = len(copy.text[: self.place].encode())
        return events + self._tell(copy.text[self.place :], StateNow(copy.state, copy.ahead))

    def _tell(self, text: str, now: StateNow) -> list[Event]:
        """The state before the text, but an end state after it: it is the last thing a reader hears."""
        events: list[Event] = [Text(self.place, text)] if text else []
        self.place += len(text)
        self.byte_place = (self.byte_place or 0) + len(text.encode())
        self.has_ended = now.state in Story.ENDS
        if now != self.said:
            self.said = now
            events.insert(len(events) if self.has_ended else 0, now)
        return events

    async def wait(self, bell: asyncio.Event) -> None:
        try:
            async with asyncio.timeout(LOOKS_AGAIN_AFTER):
                await bell.wait()
            self.bell_rang = True
        except TimeoutError:
            self.bell_rang = False

    def silent_for(self, seconds: float) -> bool:
        return time.monotonic() - self.last_words >= seconds

    def spoke(self) -> None:
        self.last_words = time.monotonic()
