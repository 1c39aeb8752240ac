"""A moderator in memory, and a teller that says what it is given: for the tests of what passes the gate."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from random import Random

from stories.errors import ModeratorError
from stories.telling.gate.moderators import FIT, Judgement

UNFIT = "毒"  # what it will not have


class Moderating:
    """Judges late and in any order; `fails` so many times for each unit first. Keeps what it judged, and how many were under way at once."""

    name = "test"

    def __init__(self, random: Random | None = None, fails: int = 0, delay: float = 0) -> None:
        self.random, self.fails, self.delay = random, fails, delay
        self.asked: list[tuple[str, str]] = []
        self.judged: list[str] = []
        self.under_way = self.most = 0

    async def judge(self, words: str, before: str = "") -> Judgement:
        self.asked.append((words, before))
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        try:
            await self._wait()
        finally:
            self.under_way -= 1
        if [asked for asked, _ in self.asked].count(words) <= self.fails:
            raise ModeratorError("away")
        self.judged.append(words)
        return Judgement("harm", f"test: {UNFIT}") if UNFIT in words else FIT

    async def _wait(self) -> None:
        if self.delay:
            await asyncio.sleep(self.delay)
        for _ in range(self.random.randrange(8) if self.random else 0):
            await asyncio.sleep(0)


class Saying:
    """A teller's stream; an exception among the pieces is raised in its place, an event is waited for."""

    def __init__(self, pieces: Sequence[object]) -> None:
        self.pieces, self.is_closed = pieces, False

    async def __call__(self) -> AsyncGenerator[str]:
        try:
            for piece in self.pieces:
                await asyncio.sleep(0)
                if isinstance(piece, asyncio.Event):
                    await piece.wait()
                elif isinstance(piece, Exception):
                    raise piece
                else:
                    yield piece
            await asyncio.sleep(0)
        finally:
            self.is_closed = True
            await asyncio.sleep(0)
