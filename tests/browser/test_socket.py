"""What the page does when a socket is refused: at once, soon, slowly or never again."""

import asyncio
from typing import Any

from tests.chromium import browsing
from tests.house import House

CODES = [(4012, 2.0, True), (4011, 3.0, True), (4408, 3.0, True), (4429, 5.0, False), (4404, 5.0, False)]


class Knocks:
    """A page whose socket is refused with a code, from when the door is let go."""

    def __init__(self, page: Any, code: int) -> None:
        self.page, self.code, self.count, self.let_go = page, code, 0, asyncio.Event()

    async def begin(self, house: House) -> None:
        await self.page.route_web_socket("**/ws/stories/**", self.refuse)
        await self.page.goto(house.url)
        await self.page.locator('button[name="surprise"]').click()
        await self.page.wait_for_selector("article[data-story]")
        async with asyncio.timeout(10):
            while not self.count:
                await asyncio.sleep(0.02)

    async def refuse(self, line: Any) -> None:
        self.count += 1
        await self.let_go.wait()
        await line.close(code=self.code)

    async def within(self, seconds: float) -> int:
        self.let_go.set()
        await asyncio.sleep(seconds)
        return self.count


async def test_a_page_comes_again_as_the_code_says(unhurried: House):
    """Each code in a window of its own. All have knocked before any is refused, and then all are waited for at the same time."""
    async with browsing() as browser:
        doors = [Knocks(await (await browser.new_context(locale="zh-CN")).new_page(), code) for code, *_ in CODES]
        for door in doors:
            await door.begin(unhurried)
        knocks = await asyncio.gather(*(door.within(seconds) for door, (_, seconds, _) in zip(doors, CODES, strict=True)))
    assert {door.code: count > 1 for door, count in zip(doors, knocks, strict=True)} == {code: again for code, _, again in CODES}
