"""From evening to evening, by tapping."""

from typing import Any

from tests.browser.test_read import begin, until_told
from tests.house import House


async def tomorrow(page: Any) -> str:
    await page.locator("[data-next]").click()
    await page.locator("[data-end-part]").wait_for(state="hidden")
    return await until_told(page)


async def test_three_chapters_by_tapping_and_what_was_mended_is_heard_in_the_third(page: Any, house: House):
    await begin(page, house.url, "warm")
    await until_told(page)
    first = page.url
    second = await tomorrow(page)
    assert page.url != first and second
    title = await page.locator("h1").inner_text()
    await page.locator("[data-series]").click()
    assert await page.locator("[data-chapter] a").all_text_contents() == [
        await page.locator("[data-chapter] a").first.text_content(),
        title,
    ]
    await mend(page, '[data-kind="open"] [data-thread]:last-child', "小屋里有人在补月亮")
    await mend(page, '[data-kind="who"] [data-thread]:first-child', "小咕噜")
    await page.locator("[data-next]").click()
    third = await until_told(page)
    assert "“小屋里有人在补月亮”" in third and "小咕噜" not in second
    await page.goto(first)
    assert await page.locator("[data-next-chapter]").count() == 1 and await page.locator("[data-next]").count() == 0


async def mend(page: Any, thread: str, words: str) -> None:
    await page.locator(f"{thread} summary").click()
    await page.locator(f"{thread} textarea").fill(words)
    await page.locator(f'{thread} button[value="mend"]').click()
    await page.locator(thread, has_text=words).first.wait_for()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
