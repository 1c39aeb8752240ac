"""What the page does when a socket is refused: at once, soon, slowly or never again."""

import asyncio
from typing import Any

import pytest

from tests.house import House


@pytest.mark.parametrize(
    ("code", "seconds", "comes_again"), [(4012, 2.0, True), (4011, 3.0, True), (4408, 3.0, True), (4429, 5.0, False), (4404, 5.0, False)]
)
async def test_a_page_comes_again_as_the_code_says(page: Any, unhurried: House, code: int, seconds: float, comes_again: bool):
    knocks: list[float] = []

    async def refuse(line: Any) -> None:
        knocks.append(asyncio.get_running_loop().time())
        await line.close(code=code)

    await page.route_web_socket("**/ws/stories/**", refuse)
    await page.goto(unhurried.url)
    await page.locator('button[name="surprise"]').click()
    await page.wait_for_selector("article[data-story]")
    async with asyncio.timeout(10):
        while not knocks:
            await asyncio.sleep(0.02)
    await asyncio.sleep(seconds)
    assert (len(knocks) > 1) is comes_again
