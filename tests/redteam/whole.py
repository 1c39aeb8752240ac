"""The whole app: typed things through the form of a real house, said things from a real endpoint to a reader.

Names of a family's own for heroes are switched on, for the form would refuse them all.
"""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.house import House
from tests.redteam.sets import TYPED, Try
from tests.upstream import Upstream

HARMLESS = "从前有座山。山里有座庙。"


class Whole:
    """Asks a house one thing after another."""

    def __init__(self, house: House, upstream: Upstream) -> None:
        self.upstream, self.parent = upstream, house.visitor()

    def __call__(self, one: Try) -> str:
        """Why a family sees nothing of it, or nothing."""
        return self._typed(one) if one.is_typed else self._said(one)

    def _typed(self, one: Try) -> str:
        self.upstream.pieces = [HARMLESS]
        answer = self.parent.ask(**_choice(one), **{TYPED[one.field]: one.text})
        return "" if answer.status_code == 302 else str(answer.status_code)

    def _said(self, one: Try) -> str:
        self.upstream.pieces = [one.text[start : start + 3] for start in range(0, len(one.text), 3)]
        story = self.parent.begin(language=one.lang)
        told = self.parent.wait_for_end(story).text
        return "" if one.text.strip() in told else "gate"


def _choice(one: Try) -> dict[str, str]:
    whole = {"dynasty": "宋", "power": "发射激光", "tone": "艰难"}
    return {name: value for name, value in whole.items() if not TYPED[one.field].startswith(name)}


@contextmanager
def whole() -> Iterator[Whole]:
    """A house whose endpoint says what it is told to."""
    with beside(Upstream()) as upstream:
        house = House(OPENAI_BASE_URL=upstream.url, STORYTELLER_OWN_HEROES="true", STORYTELLER_DAILY_STORIES="100000,100000,100000")
        try:
            yield Whole(house, upstream)
        finally:
            house.stop()


@contextmanager
def beside(upstream: Upstream) -> Iterator[Upstream]:
    """An endpoint on a loop of its own, in a thread."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, daemon=True).start()
    asyncio.run_coroutine_threadsafe(upstream.__aenter__(), loop).result(10)
    try:
        yield upstream
    finally:
        asyncio.run_coroutine_threadsafe(upstream.__aexit__(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
