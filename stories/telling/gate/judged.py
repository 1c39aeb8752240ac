"""A teller's stream becomes Accepted text: word by word under the list of words alone, sentence by sentence under a moderator."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from django.conf import settings

from stories.delivery.accepted import Accepted
from stories.errors import ModeratorError, NoModerator
from stories.models import Verdict
from stories.telling.gate import units
from stories.telling.gate.gate import Gate, Refusal, known_good
from stories.telling.gate.moderators import Judgement, Moderator, asked_twice

AT_ONCE = 4  # judgements of one story under way: a slow moderator must not slow the telling
Judged = asyncio.Task[Accepted]


async def judged(
    pieces: AsyncGenerator[str],
    language: str,
    told_so_far: str,
    moderator: Moderator | None,
    own_words: Sequence[str] = (),
    avoids: Sequence[str] = (),
) -> AsyncGenerator[Accepted]:
    """What of `pieces` may be shown, in order, as soon as it may. Raises Refusal, and whatever `pieces` raises behind what came before.

    Where the stream breaks off, what is still held was never said.
    """
    gate = Gate(language, told_so_far, own_words, avoids)
    if moderator is None or settings.STORYTELLER_GATE == "pass":
        passing = _by_words(pieces, gate)
    else:
        passing = _by_sentences(pieces, gate, told_so_far, moderator)
    async with aclosing(passing):
        async for accepted in passing:
            yield accepted


async def _by_words(pieces: AsyncGenerator[str], gate: Gate) -> AsyncGenerator[Accepted]:
    async with aclosing(pieces):
        async for piece in pieces:
            if accepted := gate.take(piece):
                yield accepted
    if accepted := gate.end():
        yield accepted


async def _by_sentences(pieces: AsyncGenerator[str], gate: Gate, told_so_far: str, moderator: Moderator) -> AsyncGenerator[Accepted]:
    """One task reads on while up to AT_ONCE judgements are under way or wait for their turn; they are given out in their order."""
    judges = _Judges(moderator, told_so_far)
    reading = asyncio.create_task(judges.read(_by_words(pieces, gate)))
    try:
        while judging := await judges.queue.get():
            accepted = await judging
            judges.room.release()
            yield accepted
        await reading
    finally:
        await judges.leave(reading)


class _Judges:
    """Cuts what the list of words let through into units, and has each judged."""

    def __init__(self, moderator: Moderator, told: str) -> None:
        self.moderator, self.told, self.open = moderator, told, ""
        self.queue = asyncio.Queue[Judged | None]()
        self.room = asyncio.Semaphore(AT_ONCE)

    async def read(self, passing: AsyncGenerator[Accepted]) -> None:
        """Fills the queue and ends it with None, however `passing` ends."""
        try:
            async with aclosing(passing):
                async for accepted in passing:
                    *whole, self.open = units.cut(self.open + accepted.text, is_first=not self.told)
                    await self._judge(whole)
            await self._judge(units.cut(self.open, is_first=not self.told, finished=True))
        finally:
            self.queue.put_nowait(None)

    async def _judge(self, pieces: list[str]) -> None:
        for unit in filter(None, pieces):
            await self.room.acquire()
            self.queue.put_nowait(asyncio.create_task(_accepted(self.moderator, unit, units.before(self.told))))
            self.told += unit

    async def leave(self, reading: asyncio.Task[None]) -> None:
        """Nobody wants more: before this returns the teller's stream is closed, so that its upstream call has ended, and nobody judges."""
        reading.cancel()
        await asyncio.wait([reading])
        left = []
        while not self.queue.empty():
            if judging := self.queue.get_nowait():
                judging.cancel()
                left.append(judging)
        await asyncio.gather(reading, *left, return_exceptions=True)


async def _accepted(moderator: Moderator, unit: str, before: str) -> Accepted:
    """Raises Refusal."""
    if not unit.strip():
        return known_good(unit)
    judgement = await _judgement(moderator, unit, before)
    if judgement is None or judgement.fit:
        return known_good(unit)
    raise Refusal(judgement.reason, judgement.judge, unit, Verdict.Layer.MODERATOR)


async def _judgement(moderator: Moderator, unit: str, before: str) -> Judgement | None:
    """None where there is no moderator and none is required. Raises Refusal where no judgement can be had: the words stay unsaid."""
    try:
        return await asked_twice(moderator, unit, before)
    except NoModerator as none:
        if settings.STORYTELLER_MODERATION == "auto":
            return None
        fault: ModeratorError = none
    except ModeratorError as away:
        fault = away
    raise Refusal(Verdict.Reason.UNJUDGED, str(fault), unit, Verdict.Layer.AWAY) from fault
