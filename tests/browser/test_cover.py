"""The cover is a picture in the page and on the shelf, and moves nothing when it comes."""

import asyncio
from typing import Any

from tests.browser.test_read import ARTICLE, begin, until_told
from tests.house import House

LISTENS = "document.addEventListener('securitypolicyviolation', (event) => console.error(`refused: ${event.violatedDirective}`));"
DRAWN = "image => image.decode().then(() => [image.naturalWidth, Math.round(image.width / image.height * 10)])"
COVER = 'img[src$="cover.svg"]'


async def test_the_cover_shows_on_the_page_and_on_the_shelf(page: Any, house: House):
    said: list[str] = []
    page.on("console", lambda message: message.type == "error" and said.append(message.text))
    await page.add_init_script(LISTENS)
    await begin(page, house.url)
    assert await page.locator(COVER).evaluate(DRAWN) == [820, 23]
    assert len(await page.locator(COVER).get_attribute("alt")) > 20
    await until_told(page)
    await page.goto(f"{house.url}/stories/")
    assert await page.locator(COVER).evaluate(DRAWN) == [820, 23]
    assert said == []


async def test_words_stand_where_they_stand_however_late_it_comes(page: Any, house: House):
    let_go = asyncio.Event()

    async def late(route: Any) -> None:
        await let_go.wait()
        await route.continue_()

    await page.route("**/cover.svg", late)
    await begin(page, house.url)
    before = await page.locator(ARTICLE).evaluate("article => article.offsetTop")
    let_go.set()
    await page.locator(COVER).evaluate(DRAWN)
    assert await page.locator(ARTICLE).evaluate("article => article.offsetTop") == before > 150


async def test_opened_by_itself_the_cover_is_a_picture_under_the_same_policy(page: Any, house: House):
    said: list[str] = []

    def hear(message: Any) -> None:
        if not message.location["url"].endswith("/favicon.ico"):  # which nobody has: Chromium asks for it sooner or later
            said.append(message.text)

    page.on("console", hear)
    await page.add_init_script(LISTENS)
    await begin(page, house.url)
    await page.goto(f"{page.url}cover.svg")
    assert await page.evaluate("[document.documentElement.tagName, document.querySelectorAll('desc').length]") == ["svg", 1]
    assert said == []
