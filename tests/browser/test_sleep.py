"""Falling asleep: slower and softer over the last third, then dark."""

import asyncio
from itertools import pairwise
from typing import Any

from tests.browser.speech import heard, speaking
from tests.browser.test_read import begin, shown, until_told
from tests.browser.test_voice import BUTTON, bare, spoken, story_of, until_silent
from tests.conftest import browsing
from tests.house import House

ROOT = "document.documentElement"
DARK = f"getComputedStyle({ROOT}, '::after').backgroundColor"


async def is_on(page: Any, name: str) -> bool:
    return bool(await page.evaluate(f"{ROOT}.classList.contains('{name}')"))


async def goes_dark(page: Any) -> None:
    async with asyncio.timeout(10):
        while not await is_on(page, "asleep"):
            await asyncio.sleep(0.05)


async def drowsing(page: Any, house: House, sleep: str = "on", **mode: Any) -> None:
    await page.add_init_script(f"localStorage.setItem('sleep', '{sleep}')")
    await begin(page, house.url, "bedtime")
    await until_told(page)
    await speaking(page, **{"pace": 1, **mode})
    await page.reload()
    await page.locator(BUTTON).click()


async def test_slower_and_softer_over_the_last_third(page: Any, house: House):
    await drowsing(page, house)
    utterances = await until_silent(page)
    rates, volumes = ([one[key] for one in utterances] for key in ("rate", "volume"))
    assert story_of(utterances) == bare(await shown(page))
    assert all(sooner >= later for all_ in (rates, volumes) for sooner, later in pairwise(all_))
    part = [len(story_of(utterances[: at + 1])) / len(story_of(utterances)) for at in range(len(utterances))]
    assert all((volume < 1) == (one > 2 / 3) for one, volume in zip(part, volumes, strict=True) if abs(one - 2 / 3) > 0.01)
    assert (rates[0], volumes[0]) == (0.9, 1) and abs(rates[-1] - 0.7) < 0.001 and abs(volumes[-1] - 0.35) < 0.001


async def test_after_a_breath_the_page_darkens_and_any_key_brings_the_light_back(page: Any, house: House):
    await page.add_init_script("addEventListener('voice-off', () => { window.given = true; }, true)")
    await drowsing(page, house)
    utterances = await until_silent(page)
    assert await is_on(page, "drowsy") and not await is_on(page, "asleep") and await page.evaluate("window.given")
    await goes_dark(page)
    assert await page.evaluate("performance.now()") - utterances[-1]["ended"] >= 2400
    early = await page.evaluate(DARK)
    await asyncio.sleep(8.5)
    assert early != await page.evaluate(DARK) == "rgb(4, 5, 12)"
    await page.keyboard.press("Tab")
    assert not await is_on(page, "asleep") and not await is_on(page, "drowsy")


async def test_the_tap_that_brings_the_light_back_presses_nothing(house: House):
    async with browsing() as browser:
        context = await browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN", reduced_motion="reduce", has_touch=True)
        page = await context.new_page()
        await drowsing(page, house)
        await goes_dark(page)
        assert await page.evaluate(DARK) == "rgb(4, 5, 12)"  # at once
        before = len(await heard(page))
        box = await page.locator(BUTTON).bounding_box()
        await page.touchscreen.tap(box["x"] + 5, box["y"] + 5)
        await asyncio.sleep(0.3)
        assert not await is_on(page, "asleep") and len(await heard(page)) == before


async def test_no_buttons_of_the_end_glare_beside_the_last_words(page: Any, house: House):
    await drowsing(page, house, pace=12)
    end = page.locator("[data-end-part]")
    await spoken(page, 2)
    assert await end.is_visible()
    async with asyncio.timeout(30):
        while (await heard(page))[-1]["volume"] == 1:
            await asyncio.sleep(0.02)
    assert not await end.is_visible()
    await page.locator(BUTTON).click()
    assert await end.is_visible()


async def test_awake_nothing_goes_dark(page: Any, house: House):
    await drowsing(page, house, "off")
    utterances = await until_silent(page)
    await asyncio.sleep(3)
    assert not await is_on(page, "asleep") and {one["volume"] for one in utterances} == {1}
