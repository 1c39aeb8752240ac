"""Asking again: how often, how soon, and whom next, where a teller loses the thread."""

import logging
import time
from collections.abc import Awaitable, Callable, Sequence

from django.conf import settings
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, wait_random_exponential

from stories.errors import TellerError
from stories.models import Teller

logger = logging.getLogger(__name__)

Ask = Callable[[Teller, float], Awaitable[None]]


class Tries:
    """One endpoint after another, each asked again while that can help and the time for the whole story lasts.

    `line_up`: who is asked, in order. `tokens`: how long an answer is asked for.
    """

    def __init__(self, line_up: Sequence[Teller], tokens: int) -> None:
        self.line_up = line_up
        self.until = time.monotonic() + settings.TELLING_WHOLE + tokens / 10

    async def tell(self, ask: Ask) -> None:
        """`ask(teller, until)` until it returns; `until` is on the monotonic clock, in seconds. Raises the last TellerError."""
        for place, teller in enumerate(self.line_up):
            is_last = place == len(self.line_up) - 1
            try:
                return await self._asking(is_last)(ask, teller, self.until)
            except TellerError as fault:
                logger.warning("gave up on %s: %s", teller.endpoint, fault)
                if is_last or time.monotonic() >= self.until:
                    raise

    def _asking(self, is_last: bool) -> AsyncRetrying:
        longest = settings.TELLING_RETRY_AFTER[is_last]
        return AsyncRetrying(
            retry=retry_if_exception(_may_pass),
            wait=_wait,
            stop=lambda state: self._is_enough(state, longest),
            before_sleep=_say,
            reraise=True,
        )

    def _is_enough(self, state: RetryCallState, longest: float) -> bool:
        resumes = time.monotonic() + state.upcoming_sleep
        return state.attempt_number >= settings.TELLING_TRIES or (_fault(state).retry_after or 0) > longest or resumes >= self.until


def _may_pass(fault: BaseException) -> bool:
    return isinstance(fault, TellerError) and not fault.permanent


def _wait(state: RetryCallState) -> float:
    """As long as the endpoint asked for, and a little more for each of us, so that a whole house does not come back at once."""
    shortest, longest = settings.TELLING_BACK_OFF
    jittered: float = wait_random_exponential(multiplier=shortest, max=longest)(state)
    return jittered + (_fault(state).retry_after or 0)


def _say(state: RetryCallState) -> None:
    logger.warning("asks again in %.1f s: %s", state.upcoming_sleep, _fault(state))


def _fault(state: RetryCallState) -> TellerError:
    fault = state.outcome.exception() if state.outcome else None
    assert isinstance(fault, TellerError)
    return fault
