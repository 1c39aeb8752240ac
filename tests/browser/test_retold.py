"""The end of a story: a face, a word of the parent, and the very same story told another way."""

from typing import Any

import pytest

from tests.browser.test_keyboard import tab_to
from tests.browser.test_read import begin, shown, until_told
from tests.chromium import browsing
from tests.house import House

MEDIUM = "() => { document.querySelector('input[name=length][value=medium]').checked = true; }"


async def pressed(page: Any) -> list[str]:
    return await page.locator(".face[aria-pressed=true]").evaluate_all("all => all.map(one => one.dataset.face)")


async def retell(page: Any, how: str) -> str:
    before = page.url
    await page.locator("#differently summary").click()
    await page.locator(f"[name=how][value={how}]").click()
    await page.wait_for_url(lambda url: url.split("#")[0] != before.split("#")[0])
    return await until_told(page)


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
async def test_a_face_by_keyboard_a_reason_and_the_story_shorter_and_funnier(house: House, locale: str):
    async with browsing() as browser:
        context = await browser.new_context(locale=locale, viewport={"width": 390, "height": 844}, reduced_motion="reduce")
        page = await context.new_page()
        await page.goto(house.url)
        await page.evaluate(MEDIUM)
        await begin(page, "", "striving")
        first, address = await until_told(page), page.url
        assert not await page.locator("[name=how]").first.is_visible() and not await page.locator("[name=reason]").first.is_visible()

        await tab_to(page, ".face")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**#faces")
        assert await pressed(page) == ["3"] and await shown(page) == first
        await page.locator(".face[data-face='1']").click()
        await page.locator(".face[data-face='1'][aria-pressed=true]").wait_for()
        assert await pressed(page) == ["1"]

        await page.locator("#not-good summary").click()
        await page.locator("[name=reason][value=dull]").check()
        await page.locator("#feedback-words").fill("…")
        await page.locator("#not-good .button").click()
        await page.locator("#not-good .said").wait_for()
        assert await page.locator("[name=reason]:checked").get_attribute("value") == "dull" and await pressed(page) == ["1"]

        shorter = await retell(page, "shorter")
        assert 0 < len(shorter) < len(first) and await pressed(page) == []
        await page.locator("[data-first]").click()
        await page.wait_for_url(address)
        funnier = await retell(page, "funnier")
        assert funnier not in (first, shorter) and any(line in first for line in funnier.split("\n"))
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
