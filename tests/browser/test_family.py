"""What is a family's own, with a keyboard, on a small screen, and without JavaScript."""

from typing import Any

from tests.browser.test_read import begin, until_told
from tests.chromium import browsing
from tests.house import House


async def test_without_javascript_a_family_takes_all_and_is_forgotten(house: House):
    async with browsing() as browser:
        context = await browser.new_context(java_script_enabled=False, locale="en-GB")
        page = await context.new_page()
        await begin(page, house.url, "warm")
        await page.locator("[data-end-part]").wait_for(state="visible", timeout=60_000)
        await page.get_by_role("link", name="For parents").last.click()
        async with page.expect_download() as download:
            await page.get_by_role("link", name="Take all stories with you").click()
        assert (await (await download.value).path()).stat().st_size > 1000
        await page.get_by_role("button", name="Delete everything").click()
        assert await page.get_by_role("link", name="Take all stories with you").count(), "the browser itself asks for the tick"
        await page.get_by_label("Yes, delete all of it.").check()
        await page.get_by_role("button", name="Delete everything").click()
        await page.get_by_role("status").filter(has_text="One story was deleted").wait_for()
        assert "visitor" not in {cookie["name"] for cookie in await context.cookies()}


async def test_a_story_is_offered_and_deleted_by_keyboard(page: Any, house: House):
    await begin(page, house.url)
    await until_told(page)
    address = page.url
    tick = page.get_by_role("checkbox")
    assert not await tick.is_checked()
    await tick.focus()
    await page.keyboard.press("Space")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"{address}#offer")
    assert await page.get_by_role("checkbox").is_checked()
    await page.locator("summary", has_text="删掉这个故事").focus()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"{house.url}/stories/")
    assert (await page.request.get(address)).status == 404


async def test_a_story_is_deleted_from_the_shelf_though_its_card_is_one_link(page: Any, house: House):
    await begin(page, house.url)
    await until_told(page)
    await page.goto(f"{house.url}/stories/")
    await page.locator("summary", has_text="删掉这个故事").click()
    await page.get_by_role("button", name="删掉").click()
    await page.locator(".calm").wait_for()
    assert await page.locator(".book").count() == 0


async def test_nothing_hangs_over_the_edge_of_a_small_screen(house: House):
    async with browsing() as browser:
        for locale in ("zh-CN", "en-GB"):
            page = await (await browser.new_context(locale=locale, viewport={"width": 320, "height": 700})).new_page()
            await begin(page, house.url)
            await until_told(page)
            for address in (page.url, f"{house.url}/stories/", f"{house.url}/parents/"):
                await page.goto(address)
                for summary in await page.locator(".aside summary").all():
                    await summary.click()
                assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (locale, address)
