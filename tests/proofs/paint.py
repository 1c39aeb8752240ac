"""How a page keeps up while 100 tokens a second arrive: what it does for long on a phone four times as slow as this machine, and how late a word is painted.

A word is whole when the frame is here in which the next one begins; from then until it is painted is what is measured. The family's pace is
"quick", which waits for nothing. Where nothing more comes, the page lets go of a last word after 0.3 s: such words are counted, not measured.
"""

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from statistics import quantiles
from typing import Any

from tests.browser.pages import LONG
from tests.browser.test_read import begin, until_told
from tests.chromium import browsing
from tests.house import ROOT, House

WATCH = (ROOT / "tests/browser/watch.js").read_text(encoding="utf-8")
QUICK = "localStorage.setItem('pace', 'quick')"
SEEN = "() => ({...seen, ends: seen.ends()})"
SLOWED = 4
PACE = "270"  # characters a second, of which a token holds two and a half
HELD = 250  # ms


@dataclass
class Painting:
    rate: float  # frames a second
    long: list[float]  # ms of each task over 50 ms, from the first words to the last
    late: list[float]  # ms of each word
    held: int

    @property
    def p95(self) -> float:
        return quantiles(self.late, n=20)[18]


async def paint(slowed: int, locale: str = "zh-CN") -> Painting:
    house = House(STORYTELLER_PACE=PACE)
    try:
        async with browsing() as browser:
            context = await browser.new_context(viewport={"width": 390, "height": 844}, locale=locale, is_mobile=True, has_touch=True)
            await context.add_init_script(QUICK)
            await context.add_init_script(WATCH)
            return measured(await _read(await context.new_page(), house, slowed))
    finally:
        house.stop()


async def _read(page: Any, house: House, slowed: int) -> dict[str, Any]:
    await page.goto(house.url)
    await page.evaluate(LONG)
    line = await page.context.new_cdp_session(page)
    await line.send("Emulation.setCPUThrottlingRate", {"rate": slowed})
    await begin(page, "")
    await until_told(page)
    return await page.evaluate(SEEN)


def measured(seen: dict[str, Any]) -> Painting:
    first, last = seen["frames"][0]["at"], seen["frames"][-1]["at"]
    long = [task["ms"] for task in seen["long"] if task["at"] + task["ms"] > first and task["at"] < last]
    late, held = _lateness(seen)
    return Painting(len(seen["frames"]) / (last - first) * 1000, long, late, held)


def _lateness(seen: dict[str, Any]) -> tuple[list[float], int]:
    """Of each word that came over the line: ms until it was painted; and how many were let go of because nothing came."""
    arrivals, paints = [frame["at"] for frame in seen["frames"]], [paint["at"] for paint in seen["paints"]]
    total, shown = seen["ends"][-1], [paint["shown"] for paint in seen["paints"]]
    brought = [len(frame["text"].replace("\n", "")) for frame in seen["frames"]]
    here = list(accumulate(brought, initial=total - sum(brought)))[1:]
    late, held = [], 0
    for end in seen["ends"]:
        if here[0] - brought[0] < end < total:
            when = paints[next(place for place, count in enumerate(shown) if count >= end)]
            whole = arrivals[min(bisect_right(here, end), len(here) - 1)]
            if when < whole:  # it was not waited for
                whole = arrivals[bisect_right(here, end - 1)]
            held += when - whole > HELD
            late += [when - whole] if when - whole <= HELD else []
    return late, held
