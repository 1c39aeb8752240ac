import asyncio
from math import inf
from types import TracebackType
from typing import Self


class Alarm:
    """`asyncio.timeout` for many short waits of one task. Its timer is put off, not made anew, which costs a tenth.

    Stands around all of them; `wait` and `is_over` stand around each. A wait that takes too long ends in TimeoutError.
    """

    async def __aenter__(self) -> Self:
        self.loop = asyncio.get_running_loop()
        self.task = asyncio.current_task()
        assert self.task
        self.cancelled_before = self.task.cancelling()
        self.due, self.rings, self.rang = inf, inf, False
        self.timer: asyncio.TimerHandle | None = None
        return self

    def wait(self, seconds: float) -> None:
        """From now on the task may wait for so long."""
        self.due = self.loop.time() + seconds
        if self.timer is None or self.rings > self.due:
            self._wind()

    async def is_over(self) -> None:
        """The wait is over. Where it came in the moment of the alarm, the alarm counts: it would end some other wait."""
        self.due = inf
        if self.rang:
            await asyncio.sleep(0)

    def _wind(self) -> None:
        if self.timer:
            self.timer.cancel()
        self.rings = self.due
        self.timer = self.loop.call_at(self.due, self._ring)

    def _ring(self) -> None:
        self.timer = None
        if self.loop.time() >= self.due:
            self.rang = True
            assert self.task
            self.task.cancel()
        elif self.due < inf:
            self._wind()

    async def __aexit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        if self.timer:
            self.timer.cancel()
        assert self.task
        if self.rang and self.task.uncancel() <= self.cancelled_before and kind is asyncio.CancelledError:
            raise TimeoutError from fault
