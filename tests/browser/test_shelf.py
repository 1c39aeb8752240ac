"""The shelf by keyboard alone: looked through, a favourite, taken off and put back; and on a small screen."""

from typing import Any

from tests.browser.test_keyboard import tab_to
from tests.browser.test_read import begin, until_told
from tests.chromium import browsing
from tests.house import House

BESIDE_THE_EDGE = "document.documentElement.scrollWidth > innerWidth"


async def presses(page: Any, selector: str) -> None:
    """And the next page is there."""
    await tab_to(page, selector)
    async with page.expect_navigation():
        await page.keyboard.press("Enter")


async def test_by_keyboard_alone_a_story_is_found_liked_taken_off_and_put_back(page: Any, house: House):
    await page.emulate_media(reduced_motion="reduce")
    await begin(page, house.url, "warm")
    words = max((await until_told(page)).split("\n"), key=len)[4:10]
    story = page.url.rstrip("/").rpartition("/")[2]
    await page.goto(f"{house.url}/stories/")
    await tab_to(page, "#words")
    await page.keyboard.type(words)
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    assert await page.locator("#words").input_value() == words
    assert await page.locator("[data-book]").get_attribute("data-book") == story
    await presses(page, f"#star-{story} button")
    assert await page.locator("[data-star]").get_attribute("aria-pressed") == "true"
    await presses(page, "[data-remove]")
    assert await page.locator(f"[data-book='{story}']").count() == 0
    await page.reload()
    await presses(page, "[data-restore]")
    assert await page.locator(f"[data-book='{story}'] [data-star]").get_attribute("aria-pressed") == "true"


async def test_it_fits_a_small_screen_with_all_unfolded(house: House):
    async with browsing() as browser:
        for locale in ("zh-CN", "en-GB"):
            page = await (await browser.new_context(locale=locale, viewport={"width": 320, "height": 700})).new_page()
            await begin(page, house.url)
            await until_told(page)
            await page.goto(f"{house.url}/stories/?dynasty=song")
            assert await page.locator("[data-picks]").get_attribute("open") is not None
            assert not await page.evaluate(BESIDE_THE_EDGE)
            await page.locator("[data-remove]").click()
            await page.locator("[data-restore]").wait_for()
            assert not await page.evaluate(BESIDE_THE_EDGE)
            await page.goto(f"{house.url}/featured/")
            assert not await page.evaluate(BESIDE_THE_EDGE)
