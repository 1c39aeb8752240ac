"""Follow a story from any place to its end."""

import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from redis.exceptions import RedisError

from stories import clients
from stories.delivery import log
from stories.delivery.bells import Words, readers_bells
from stories.models import Story
from stories.together import Together

PINGS_AFTER = 20.0
SAID_BEFORE = 8  # code points, for whoever shows a text by what stands around it
GATHERS = 0.001, 0.02  # seconds, see Together: hundreds of readers hear an end in the same second
LAST_WORDS_COME_WITHIN = 5.0  # seconds after an end from outside, which the row knows before the log is cut


@dataclass(frozen=True, slots=True)
class Text:
    """`text` stands at place `at`, in code points of the story. `before`: what stands before it."""

    at: int
    text: str
    before: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class StateNow:
    """`ahead`: how many wait before this story; only while it waits itself. `attempt`: the latest that has said something.

    `detail`: `ask` behind a story that stopped to ask the child.
    """

    state: str
    ahead: int | None = None
    attempt: int = 1
    detail: str = ""


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
    """A story as it stands. `openings`: the place where each attempt but the first went on.

    `may_grow_back`: the live copy could not be read, so that readers may have more than this of a story that goes on.
    """

    text: str
    state: str
    ahead: int | None
    attempt: int = 1
    openings: dict[str, int] = field(default_factory=dict)
    may_grow_back: bool = False
    detail: str = ""


async def look(story_id: UUID) -> Copy:
    """The longer of log and database, and the state; once an end is settled, the database's word alone.

    Ends are written to the row first and then to the log, so the log is read first: an end in it is in the row as well.
    """
    try:
        live = await log.since(story_id, 0)
    except (RedisError, OSError):
        live = None
    found = await _rows_together().ask(story_id)
    if found is None:
        raise Story.DoesNotExist
    row, settled = found
    if settled:
        return row
    if live is None or live.attempt < row.attempt:  # no log, or one that came back from an old copy of Redis
        return replace(row, state=_not_ended(row.state), may_grow_back=True)
    state = row.state if live.state in Story.ENDS else _not_ended(live.state)
    return replace(row, text=max(live.text, row.text, key=len), state=state)


def _not_ended(state: str) -> str:
    """It was stopped a moment ago, and its last words are still to come in."""
    return Story.State.TELLING if state in Story.ENDS else state


@clients.one_a_loop
def _rows_together() -> Together[UUID, tuple[Copy, bool] | None]:
    async def rows(story_ids: Sequence[UUID]) -> list[tuple[Copy, bool] | None]:
        return await clients.in_database(_rows, story_ids)

    return Together(rows, *GATHERS)


def _rows(story_ids: Sequence[UUID]) -> list[tuple[Copy, bool] | None]:
    rows = Story.objects.only("text", "state", "ending", "created", "ended", "openings", "attempt").in_bulk(story_ids)
    return [_copy(rows[story_id]) if story_id in rows else None for story_id in story_ids]


def _copy(row: Story) -> tuple[Copy, bool]:
    """The database's copy, and whether it is the last word: a story that came to its own end is whole in its row, and one that
    was stopped gets what readers saw from log or worker within a moment."""
    waits = row.state == Story.State.WAITING
    ahead = Story.objects.waiting().filter(created__lt=row.created).count() if waits else None
    is_old = row.ended is None or timezone.now() - row.ended > timedelta(seconds=LAST_WORDS_COME_WITHIN)
    settled = row.state in Story.ENDS and (row.state != Story.State.STOPPED or is_old or not row.attempt)
    detail = "ask" if row.ending == Story.Ending.ASKED else ""
    return Copy(row.text, row.state, ahead, row.newest_opening, row.openings, detail=detail), settled


async def follow(story_id: UUID, after: int, attempt: int | None = None) -> AsyncIterator[Event]:
    """Everything from code point `after` on until the end state, which is the last event.

    Exact: the texts join without gap or overlap, whatever happens to bells, Redis or workers in between. `attempt` is the
    latest that the reader has heard of; with it a reader whose last words were lost is told to go back to the right place.
    """
    with readers_bells().listen(story_id) as bell:
        reader = _Reader(story_id, after, attempt)
        while not reader.has_ended:
            for event in await reader.catch_up(*bell.take()):
                yield event
            if not reader.has_ended:
                await bell.wait()
                if reader.silent_for(PINGS_AFTER):
                    reader.spoke()
                    yield Ping()


class _Reader:
    """Where one reader stands: `place` in code points, `byte_place` the same in the log."""

    def __init__(self, story_id: UUID, after: int, attempt: int | None) -> None:
        self.story_id = story_id
        self.place = after
        self.before = ""
        self.attempt = attempt
        self.heard = attempt or 1
        self.byte_place: int | None = None
        self.said: StateNow | None = None
        self.has_ended = False
        self.came = time.monotonic()
        self.last_words = time.monotonic()

    async def catch_up(self, rang: bool, words: Sequence[Words] = ()) -> list[Event]:
        """What is new: from the bell, where that is all; from the log, where it rang; else from log and database."""
        events = None if rang or not words else self._from_bell(words)
        if events is None and (rang or words) and self.byte_place is not None:
            events = await self._from_log()
        if events is None:
            events = self._from_copy(await look(self.story_id))
        if events:
            self.spoke()
        return events

    def _from_bell(self, words: Sequence[Words]) -> list[Event] | None:
        """None where they do not join to what the reader has: a bell was lost, or a later attempt tells."""
        place, fresh = self.byte_place, []
        for attempt, at, text, end in words:
            if place is None or attempt != self.attempt or at > place:
                return None
            if at == place:
                fresh.append(text)
                place = end
        return self._tell("".join(fresh), StateNow(Story.State.TELLING, attempt=self.attempt or 1)) if fresh else []

    async def _from_log(self) -> list[Event] | None:
        try:
            fresh = await log.since(self.story_id, self.byte_place or 0)
        except (RedisError, OSError, UnicodeDecodeError):
            return None  # of a later attempt's other text this place may split a code point
        if fresh is None or fresh.total < (self.byte_place or 0) or fresh.state in Story.ENDS or fresh.attempt != self.attempt:
            return None  # before an end the database is asked too: a wiped log knows the end and not the words
        return self._tell(fresh.text, StateNow(fresh.state, attempt=fresh.attempt))

    def _from_copy(self, copy: Copy) -> list[Event]:
        place = min(self.place, self._common_place(copy))
        if place > len(copy.text) and self._waits_for(copy):
            self.byte_place = None
            return []
        place = min(place, len(copy.text))
        events: list[Event] = [Rewind(place)] if place < self.place else []
        self.place, self.attempt = place, copy.attempt
        self.byte_place = len(copy.text[:place].encode())
        self.before = copy.text[max(0, place - SAID_BEFORE) : place]
        return events + self._tell(copy.text[place:], StateNow(copy.state, copy.ahead, copy.attempt, copy.detail))

    def _common_place(self, copy: Copy) -> int:
        """Up to here the reader's text is the story's: a later attempt may have gone on from an earlier place than the reader's."""
        later = [place for attempt, place in copy.openings.items() if self.attempt is not None and int(attempt) > self.attempt]
        return min(later, default=self.place)

    def _waits_for(self, copy: Copy) -> bool:
        """The copy is behind the reader: its teller still has the words and puts the log right, or a later attempt says where it went on."""
        if self.attempt is None:
            return copy.may_grow_back and time.monotonic() - self.came < LAST_WORDS_COME_WITHIN
        return copy.state not in Story.ENDS

    def _tell(self, text: str, now: StateNow) -> list[Event]:
        """The state before the text, but an end state after it: it is the last thing a reader hears.

        Whose words they are is said before them: who loses the line in between must not be taken for one of an earlier attempt.
        """
        events: list[Event] = [Text(self.place, text, self.before)] if text else []
        self.before = (self.before + text)[-SAID_BEFORE:]
        self.place += len(text)
        self.byte_place = (self.byte_place or 0) + len(text.encode())
        self.has_ended = now.state in Story.ENDS
        if now != self.said:
            self.said = now
            events.insert(len(events) if self.has_ended else 0, now)
        if self.has_ended and text and now.attempt > self.heard:
            events.insert(0, StateNow(Story.State.TELLING, attempt=now.attempt))
        self.heard = now.attempt
        return events

    def silent_for(self, seconds: float) -> bool:
        return time.monotonic() - self.last_words >= seconds

    def spoke(self) -> None:
        self.last_words = time.monotonic()
