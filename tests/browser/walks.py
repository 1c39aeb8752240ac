"""Several walks past every page, side by side, for most of a walk is waiting for stories; whatever is asked of a page is asked on one of them."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.browser.pages import walk
from tests.browser.test_axe import by_day_and_by_night
from tests.browser.test_small import CUT, OVER, SMALL, TWICE
from tests.chromium import browsing
from tests.house import House

Ask = str | Callable[[Any], Awaitable[list[str]]]


@dataclass(frozen=True)
class Walk:
    width: int
    height: int
    asks: Mapping[str, Ask]
    words: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)

    async def go(self, house: House, locale: str) -> dict[str, list[str]]:
        """Question -> what is wrong, page by page."""
        wrong: dict[str, list[str]] = {asked: [] for asked in self.asks}
        window = {"viewport": {"width": self.width, "height": self.height}, "locale": locale, "service_workers": "block", **self.options}
        async with browsing(*self.words) as browser:
            page = await (await browser.new_context(**window)).new_page()
            async for name in walk(page, house):
                for asked, ask in self.asks.items():
                    wrong[asked] += [f"{name}: {found}" for found in await _ask(page, name, ask)]
        return wrong


# axe comes last: it leaves the page by night.
WALKS = [
    Walk(390, 844, {"small": SMALL, "axe": by_day_and_by_night}, options={"bypass_csp": True}),
    Walk(320, 640, {"over": OVER}),
    Walk(640, 640, {"twice as large, over": OVER, "twice as large, cut": CUT}, (TWICE,)),
]


class Walks:
    """Each language is walked once, when it is first asked about."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.seen: dict[str, dict[str, list[str] | BaseException]] = {}

    async def found(self, locale: str, asked: str) -> list[str]:
        if locale not in self.seen:
            self.seen[locale] = await self._walk(locale)
        found = self.seen[locale][asked]
        if isinstance(found, BaseException):
            raise found
        return found

    async def _walk(self, locale: str) -> dict[str, list[str] | BaseException]:
        gone = await asyncio.gather(*(one.go(self.house, locale) for one in WALKS), return_exceptions=True)
        seen: dict[str, list[str] | BaseException] = {}
        for one, wrong in zip(WALKS, gone, strict=True):
            seen |= dict.fromkeys(one.asks, wrong) if isinstance(wrong, BaseException) else wrong
        return seen


async def _ask(page: Any, name: str, ask: Ask) -> list[str]:
    """axe alone is asked of the curators' page too."""
    if isinstance(ask, str):
        return [] if name == "admin" else await page.evaluate(ask)
    return await ask(page)
