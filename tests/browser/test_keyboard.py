"""From the first page to the end of a story, and through the panel, by keyboard alone; and wherever the keyboard is, it is seen to be."""

from typing import Any

from tests.browser.test_read import ARTICLE, until_told, wait_for_words
from tests.house import House

IS_SEEN = """() => {
  const focused = document.activeElement;
  const shown = focused.matches(".hush, .look-row input") ? focused.nextElementSibling : focused;
  const styles = [getComputedStyle(shown), getComputedStyle(shown, "::after")];
  const { top, bottom, left, width, height } = shown.getBoundingClientRect();
  const isThere = bottom > 0 && top < innerHeight && width > 1 && height > 1;
  const above = document.elementFromPoint(left + width / 2, Math.min(Math.max(top + height / 2, 1), innerHeight - 1));
  const isOnTop = above && (shown.contains(above) || above.contains(shown) || above.closest("label") === shown.closest("label"));
  return isThere && isOnTop && styles.some(({ outlineStyle, outlineWidth }) => outlineStyle !== "none" && parseFloat(outlineWidth) >= 2);
}"""


async def tab_to(page: Any, selector: str, key: str = "Tab") -> None:
    for _ in range(80):
        await page.keyboard.press(key)
        if await page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
        focused = await page.evaluate("() => document.activeElement.outerHTML.slice(0, 200)")
        assert focused.startswith("<body") or await page.evaluate(IS_SEEN), focused
    raise AssertionError(f"the keyboard never comes to {selector}")


async def test_a_story_from_the_first_page_to_its_end(page: Any, unhurried: House):
    await page.emulate_media(reduced_motion="reduce")  # who looks where the keyboard is looks once, and does not wait for a soft scroll
    await page.goto(unhurried.url)
    await tab_to(page, ".skip")
    await page.keyboard.press("Enter")
    await tab_to(page, "input[name=dynasty]")
    await page.keyboard.press("Space")
    await page.keyboard.press("ArrowRight")
    assert await page.locator("input[name=dynasty]:checked").get_attribute("value") == "song"
    await tab_to(page, ".rarer summary")
    await page.keyboard.press("Enter")
    await tab_to(page, "input[name=power]")
    await page.keyboard.press("Space")
    await tab_to(page, "#more summary")
    await tab_to(page, "button[name=tone][value=warm]")
    await page.keyboard.press("Enter")
    await page.wait_for_selector(ARTICLE)
    await wait_for_words(page, 20)
    await tab_to(page, "[data-stop] button")
    await until_told(page)
    await tab_to(page, ".again button")
    await page.keyboard.press("Enter")
    await page.locator("[data-stop] button").wait_for()


async def test_the_panel_opens_changes_and_closes(page: Any, house: House):
    await page.emulate_media(reduced_motion="reduce")
    await page.goto(house.url)
    await page.locator("button[name=surprise]").click()
    await until_told(page)
    await tab_to(page, ".look summary")
    await page.keyboard.press("Enter")
    await tab_to(page, "input[name=size]")
    await page.keyboard.press("ArrowRight")
    assert await page.get_attribute("html", "data-size") == "large"
    await tab_to(page, "input[data-look=pinyin]")
    await page.keyboard.press("Space")
    await page.locator("article rt").first.wait_for()
    await page.keyboard.press("Escape")
    await page.wait_for_selector(".look:not([open])", state="attached")
    assert await page.evaluate("() => document.activeElement.matches('.look summary')")
