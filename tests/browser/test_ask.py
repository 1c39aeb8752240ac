"""A child chooses the way: ticked, asked, answered, walked back, answered otherwise, with the keyboard alone."""

from typing import Any

import pytest

from tests.browser.test_read import until_told
from tests.chromium import browsing
from tests.house import House

IN_VIEW = "name => { const box = document.querySelector(name).getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight; }"


async def presses_until(page: Any, found: str, key: str = "Tab") -> None:
    """The way a keyboard goes."""
    for _ in range(120):
        if await page.evaluate("name => document.activeElement.matches(name)", found):
            return
        await page.keyboard.press(key)
    raise AssertionError(f"no way to {found}")


async def begins_asked(page: Any, house: House) -> None:
    await page.goto(house.url)
    await presses_until(page, "#more summary")
    await page.keyboard.press("Enter")
    await presses_until(page, "input[name=asks]")
    await page.keyboard.press("Space")
    await page.evaluate("() => ['dynasty', 'power'].forEach(name => { document.querySelector(`input[name=${name}]`).checked = true; })")
    await presses_until(page, "button[name=tone]")
    await page.keyboard.press("Enter")
    await page.locator("[data-ask]").wait_for(timeout=30_000)


async def answers(page: Any, number: int) -> str:
    """What stands on the button."""
    button = page.locator("[data-ask] button").nth(number)
    words, value = await button.locator("span").first.text_content(), await button.get_attribute("value")
    await presses_until(page, f"[data-ask] button[value={value}]")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/#on")
    await page.wait_for_function(IN_VIEW, arg="#on", timeout=5000)  # it opens where it goes on
    await until_told(page)
    return words


async def words(page: Any, where: str) -> str:
    """Without what stands between paragraphs, which server and script set differently."""
    return "".join((await page.locator(where).text_content()).split())


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
async def test_a_child_chooses_and_goes_back_and_chooses_otherwise(house: House, language):
    async with browsing() as browser:
        page = await (await browser.new_context(viewport={"width": 390, "height": 844}, locale=language)).new_page()
        await begins_asked(page, house)
        assert await page.locator(".end-rest, .progress, [data-stop]").evaluate_all("all => all.every(one => !one.checkVisibility())")
        assert await page.locator("article").get_attribute("data-state") == "finished"
        first = await words(page, "article")
        group = page.get_by_role("group", name=await page.locator("#ask-words").text_content())
        assert await group.get_by_role("button").count() == 3
        one = await answers(page, 1)
        assert one in await page.locator("#on").text_content()
        assert await words(page, ".earlier") == first
        told = await words(page, "article")
        assert await page.locator(".end-rest").is_visible() and await page.locator("[data-beside]").count() == 0
        await presses_until(page, "[data-back-to-fork]")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/#fork")
        await page.wait_for_function("() => document.querySelector('#fork').getBoundingClientRect().top < innerHeight")
        assert await page.locator("[data-ask] .chosen").count() == 1
        other = await answers(page, 2)
        assert other != one and await words(page, "article") != told
        await page.go_back()
        await page.reload()
        assert await page.locator("[data-ask] .chosen").count() == 2
        await answers(page, 1)
        assert await words(page, "article") == told


async def test_without_javascript_it_asks_and_goes_on_just_the_same(house: House):
    async with browsing() as browser:
        page = await (await browser.new_context(locale="zh-CN", java_script_enabled=False)).new_page()
        await page.goto(house.url)
        await page.locator("#more summary").click()
        await page.locator("input[name=asks]").check()
        await page.locator("label[for], label").filter(has=page.locator("input[name=dynasty]")).first.click()
        await page.locator("label").filter(has=page.locator("input[name=power]")).first.click()
        await page.locator("button[name=tone]").first.click()
        await page.locator("[data-ask] button").first.wait_for(timeout=30_000)
        await page.locator("[data-ask] button").first.click()
        await page.locator(".end-rest").wait_for(timeout=30_000)
        assert await page.locator(".earlier p").count() > 3
