"""The socket of docs/protocol.md: access, accept, then a task follows the log until told or until the reader leaves."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from typing import Any, ClassVar
from urllib.parse import parse_qs
from uuid import UUID
from weakref import WeakSet

import orjson
import structlog
from channels.generic.websocket import AsyncWebsocketConsumer

from stories import access, clients
from stories.delivery.follow import Event, Ping, Rewind, StateNow, Text, follow
from stories.limits import Places, Rate, network
from stories.models import Story
from stories.reading.ahead import Ahead, Look, Shown

# The server's library sends no code between 1001 and 2999, so what is not the contract's has a code of our own.
TOLD, BROKEN, MOVE_ON, MALFORMED, NOT_THERE, TOO_LOUD, TOO_MANY = 1000, 4011, 4012, 4400, 4404, 4408, 4429
WORDS_OF_A_BROWSER = 20  # messages that are passed over; a page of ours sends none
AT_ONCE = 64  # sockets of one visitor in this process
KNOCKS = Rate(most=300, seconds=60)  # handshakes of one network: a school that comes back after a restart is let in
QUIET = 0.3  # seconds without a word, after which what was held back for what comes next is shown all the same
_LOOKS = {"ruby": {"0": False, "1": True}, "script": {"hans": False, "hant": True}}
_NUMBER = re.compile(r"[0-9]{1,7}")


class StoryConsumer(AsyncWebsocketConsumer):
    """Server to browser only. A loop in `connect` would keep `disconnect` waiting, so a task of its own follows."""

    here: ClassVar[WeakSet["StoryConsumer"]] = WeakSet()  # of this process
    places: ClassVar[Places] = Places(AT_ONCE)
    holder: str | None = None
    following: asyncio.Task[None] | None = None
    has_left = False
    heard = 0

    async def connect(self) -> None:
        """Where it fails nobody calls `disconnect`, and the place would be kept for ever."""
        try:
            await self._connect()
        except BaseException:
            self._leave_its_place()
            raise

    async def _connect(self) -> None:
        self.here.add(self)
        await self.accept()  # a close code reaches the browser only on an accepted socket
        after, attempt = _number(self.scope, "after", 0), _number(self.scope, "attempt", None)
        look = _look(self.scope)
        story_id: UUID = self.scope["url_route"]["kwargs"]["story_id"]
        if after is None or look is None:
            await self.close(MALFORMED)
        elif not self._finds_a_place():
            await self.close(TOO_MANY)
        elif not await clients.in_database(_may_follow, self.scope, story_id):
            await self.close(NOT_THERE)
        else:
            self.following = asyncio.create_task(self._follow(story_id, after, attempt, look))

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Nothing that a browser says is listened to; one that does not stop is shown out."""
        self.heard += 1
        if self.heard > WORDS_OF_A_BROWSER:
            await self._show_out(TOO_LOUD)

    async def disconnect(self, code: int) -> None:
        self.here.discard(self)
        self.has_left = True
        self._leave_its_place()
        if self.following:
            self.following.cancel()

    def _leave_its_place(self) -> None:
        if self.holder:
            self.places.give_back(self.holder)
            self.holder = None

    async def move_on(self) -> None:
        """The server is leaving: the browser comes back at once, to whoever is there then."""
        await self._show_out(MOVE_ON)

    async def _show_out(self, code: int) -> None:
        if not self.has_left:
            self.has_left = True
            await self.close(code)
            if self.following:
                self.following.cancel()

    def _finds_a_place(self) -> bool:
        """Before anything is asked of the database. Who is no visitor of ours holds no place, and is told 4404 soon."""
        line = network((self.scope.get("client") or [""])[0])
        if line and not KNOCKS.allows(line):
            return False
        visitor = _visitor(self.scope)
        if visitor and not self.places.take(visitor):
            return False
        self.holder = visitor
        return True

    async def _follow(self, story_id: UUID, after: int, attempt: int | None, look: Look) -> None:
        """Whatever happens, the browser is not left hanging: any code but 1000, 4400 and 4404 makes it come back."""
        structlog.contextvars.bind_contextvars(story=str(story_id))
        code = BROKEN
        try:
            events = follow(story_id, after, attempt)
            async for event in shown(events, look, after) if look.is_other else events:
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


async def shown(events: AsyncIterator[Event], look: Look, after: int) -> AsyncIterator[Event | Shown]:
    """The same events, with a text as the reader wants to see it, and only as far as it is sure; after `QUIET`, all of it."""
    await asyncio.to_thread(look.prepare)
    ahead = Ahead(look, after)
    async for event in _or_quiet(events, lambda: QUIET if ahead.holds else None):
        for each in _through(ahead, event):
            if each is not None:
                yield each


def _through(ahead: Ahead, event: Event | None) -> list[Event | Shown | None]:
    match event:
        case Text(at, text, before):
            return [ahead.add(at, text, before)]
        case Rewind(to):
            return [ahead.rewind(to), event if to < ahead.at else None]
        case Ping():
            return [event]
    return [ahead.rest(), event]


async def _or_quiet(events: AsyncIterator[Event], seconds: Callable[[], float | None]) -> AsyncIterator[Event | None]:
    """The same events, and None where for so many seconds none has come."""
    upcoming = asyncio.ensure_future(anext(events, None))
    try:
        while True:
            done, _ = await asyncio.wait([upcoming], timeout=seconds())
            event = upcoming.result() if done else None
            if done and event is None:
                return
            if done:
                upcoming = asyncio.ensure_future(anext(events, None))
            yield event
    finally:
        upcoming.cancel()


def frame(event: Event | Shown) -> dict[str, Any]:
    """The frame that says this event."""
    match event:
        case Shown(at, text, ruby):
            return {"type": "text", "at": at, "text": text} | ({} if ruby is None else {"ruby": ruby})
        case Text(at, text):
            return {"type": "text", "at": at, "text": text}
        case StateNow(state, ahead, attempt, detail):
            more = {"ahead": ahead, "attempt": attempt if attempt > 1 else None, "detail": detail or None}
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


def _look(scope: dict[str, Any]) -> Look | None:
    """How the reader wants the text; None where it makes no sense."""
    given = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    said = {name: given.get(name, [next(iter(values))]) for name, values in _LOOKS.items()}
    if any(len(words) > 1 or words[0] not in _LOOKS[name] for name, words in said.items()):
        return None
    return Look(ruby=_LOOKS["ruby"][said["ruby"][0]], hant=_LOOKS["script"][said["script"][0]])


def _may_follow(scope: dict[str, Any], story_id: UUID) -> bool:
    return access.stories_of(_visitor(scope)).filter(pk=story_id).exists()


def _visitor(scope: dict[str, Any]) -> str | None:
    return access.visitor_in(scope.get("cookies", {}))
