"""Work for many at once: an outside part is asked in one call for whoever wants something of it at about the same moment."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Sequence
from contextvars import Context
from typing import Generic, TypeVar

Ask = TypeVar("Ask", bound=Hashable)
Answer = TypeVar("Answer")


class Together(Generic[Ask, Answer]):
    """`answer_all` gets the asks in the order in which they came, equal ones once, and gives an answer for each, or raises for all.

    One call is under way at a time, so that the order is kept from call to call as well. After each it gathers for
    `each` seconds for every one that came, and `at_most` so long: who is alone does not wait, and the busier, the more go together.
    """

    def __init__(self, answer_all: Callable[[list[Ask]], Awaitable[Sequence[Answer]]], each: float, at_most: float) -> None:
        self.answer_all = answer_all
        self.each, self.at_most = each, at_most
        self.waiting: list[tuple[Ask, asyncio.Future[Answer]]] = []
        self.caller: asyncio.Task[None] | None = None

    def ask(self, ask: Ask) -> "asyncio.Future[Answer]":
        """Who is cancelled before the call is not asked for."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Answer] = loop.create_future()
        self.waiting.append((ask, answer))
        if self.caller is None or self.caller.done():
            self.caller = loop.create_task(self._call_until_quiet(), context=Context())  # what it logs is of no one story
        return answer

    async def _call_until_quiet(self) -> None:
        while self.waiting:
            came = await self._call(self._batch())
            await asyncio.sleep(min(came * self.each, self.at_most))

    def _batch(self) -> list[tuple[Ask, "asyncio.Future[Answer]"]]:
        batch, self.waiting = self.waiting, []
        return [(ask, answer) for ask, answer in batch if not answer.done()]

    async def _call(self, batch: list[tuple[Ask, "asyncio.Future[Answer]"]]) -> int:
        asks = list(dict.fromkeys(ask for ask, _ in batch))
        if not asks:
            return 0
        (found,) = await asyncio.gather(self._answers(asks), return_exceptions=True)
        if isinstance(found, TimeoutError):
            batch += self._batch()  # who came meanwhile would wait for the same silence once more
        for ask, answer in batch:
            if isinstance(found, BaseException) and not answer.done():
                answer.set_exception(found)
            elif isinstance(found, dict) and not answer.done():
                answer.set_result(found[ask])
        return len(asks)

    async def _answers(self, asks: list[Ask]) -> dict[Ask, Answer]:
        return dict(zip(asks, await self.answer_all(asks), strict=True))
