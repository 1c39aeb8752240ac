"""The choose page in a real browser: nothing but us is asked, nothing typed is lost."""

from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.chromium import browsing
from tests.house import House

PAGES = ["/", "/stories/", "/nowhere/", "/admin/login/"]


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_asks_nobody_else_and_breaks_no_policy(page: Any, house: House, path: str):
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    await page.goto(house.url + path, wait_until="networkidle")
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(house.url).netloc}
    assert not [line for line in said if "404" not in line]


async def test_nothing_hangs_over_the_edge(house: House):
    async with browsing() as browser:
        for locale in ("zh-CN", "zh-TW", "en-GB"):
            page = await (await browser.new_context(locale=locale)).new_page()
            for width in (320, 390, 768, 1440):
                await page.set_viewport_size({"width": width, "height": 800})
                await page.goto(house.url)
                assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (locale, width)


async def test_surprise_us_is_one_tap(page: Any, house: House):
    await page.goto(house.url)
    await page.locator('button[name="surprise"]').click()
    await page.wait_for_selector("article[data-story]")


async def test_what_was_typed_is_still_there_when_it_cannot_be_told(page: Any, house: House):
    await page.goto(house.url)
    await page.locator('input[name="power_own"]').evaluate("input => { input.value = '<b>变大</b>'; }")
    await page.locator('button[name="tone"][value="warm"]').click()
    await page.wait_for_selector("[role=alert]")
    assert await page.locator('input[name="power_own"]').input_value() == "<b>变大</b>"


async def test_the_language_is_one_tap_away(page: Any, house: House):
    await page.goto(house.url)
    assert await page.get_attribute("html", "lang") == "zh-hans"
    await page.get_by_role("button", name="English").click()
    await page.wait_for_selector("html[lang=en]")
    await page.get_by_role("button", name="繁體中文").click()
    await page.wait_for_selector("html[lang=zh-hant]")
    assert "宋" in await page.locator("#dynasty").inner_text() and "漢" in await page.locator("#dynasty").inner_text()


async def test_all_languages_find_room_on_a_narrow_window(house: House):
    async with browsing() as browser:
        for locale in ("zh-CN", "zh-TW", "en-GB"):
            page = await (await browser.new_context(locale=locale, viewport={"width": 320, "height": 800})).new_page()
            await page.goto(house.url)
            boxes = [await button.bounding_box() for button in await page.locator("button[name=language]").all()]
            assert len(boxes) == 3 and all(box and box["width"] >= 44 and box["height"] >= 44 for box in boxes), locale


async def test_own_stories_stand_on_the_shelf(page: Any, house: House):
    await page.goto(house.url)
    await page.locator('button[name="surprise"]').click()
    title = await page.locator("h1").inner_text()
    await page.goto(house.url + "/stories/")
    assert title in await page.locator("main").inner_text()
