"""How a family likes its pages: chosen in the panel of the bar, remembered, there before the first paint; pinyin above the characters."""

import asyncio
from typing import Any

import pytest

from tests.browser.reading import chooses, is_above, is_plain, markup, words
from tests.browser.test_read import as_told, begin, until_told, wait_for_words
from tests.conftest import browsing
from tests.house import House

CHOICES = {"size": "larger", "spacing": "wide", "pace": "calm", "theme": "dark", "pinyin": "on"}
USUAL = {"size": "normal", "spacing": "normal", "pace": "normal", "theme": "light", "pinyin": "off"}
FIRST_SEEN = """
  new MutationObserver((_, observer) => {
    if (!document.body) return;
    window.firstSeen = {...document.documentElement.dataset};
    observer.disconnect();
  }).observe(document, {childList: true, subtree: true});
"""


async def test_what_was_chosen_is_there_before_the_first_paint_of_every_page(house: House):
    async with browsing() as browser:
        context = await browser.new_context(locale="zh-CN", timezone_id="UTC", color_scheme="light")
        await context.clock.install(time="2026-06-01T12:00:00Z")
        await context.add_init_script(FIRST_SEEN)
        page = await context.new_page()
        await begin(page, house.url)
        await until_told(page)
        assert await first_seen(page) == USUAL
        for name, value in CHOICES.items():
            await chooses(page, name, value)
        for address in (page.url, house.url):
            await page.goto(address)
            assert await first_seen(page) == CHOICES
        assert {cookie["name"]: cookie["value"] for cookie in await context.cookies()}["pinyin"] == "on"


async def first_seen(page: Any) -> dict[str, str]:
    """What the page looked like before it had a body; others may keep more there."""
    seen = await page.evaluate("window.firstSeen")
    return {name: seen.get(name) for name in CHOICES}


async def test_the_panel_works_by_keyboard_alone(page: Any, house: House):
    await begin(page, house.url)
    await until_told(page)
    await page.locator("[data-panel] summary").focus()
    await page.keyboard.press("Enter")
    await page.locator(".look-panel").wait_for()
    await page.keyboard.press("Tab")
    await page.keyboard.press("ArrowRight")
    assert await page.evaluate("document.documentElement.dataset.size") == "large"
    small = await page.evaluate(
        "Array.from(document.querySelectorAll('.look-panel label, .look summary'), (one) => one.getBoundingClientRect().height).filter((height) => height && height < 44)"
    )
    assert small == []
    await page.keyboard.press("Escape")
    assert not await page.locator(".look-panel").is_visible()
    assert await page.evaluate("document.activeElement.tagName") == "SUMMARY"


async def test_pinyin_comes_with_the_words_and_is_the_servers_own(page: Any, unhurried: House):
    await page.context.add_cookies([{"name": "pinyin", "value": "on", "url": unhurried.url}])
    await begin(page, unhurried.url)
    await wait_for_words(page, 60)
    line = await page.evaluate("getComputedStyle(document.querySelector('article[data-story]')).lineHeight")
    heights = await page.evaluate("Array.from(document.querySelectorAll('article p'), (one) => one.getBoundingClientRect().height)")
    assert all(abs(height / float(line[:-2]) - round(height / float(line[:-2]))) < 0.02 for height in heights), (
        "readings have room in the lines"
    )
    await until_told(page)
    live = await markup(page)
    await page.reload()
    assert live == await markup(page)
    assert sum(paragraph.count("<rt>") for paragraph in live) > 200
    assert await words(page) == await as_told(page)


async def test_pinyin_in_the_middle_of_a_story_loses_nothing(page: Any, unhurried: House):
    await begin(page, unhurried.url)
    for count, value in ((60, "on"), (120, "off"), (180, "on")):
        while len(await words(page)) < count:
            await asyncio.sleep(0.05)
        before = await words(page)
        await page.evaluate("window.least = Infinity")
        await page.evaluate(
            "new MutationObserver(() => { window.least = Math.min(window.least, document.querySelector('article').textContent.length); }).observe(document.querySelector('article'), {childList: true, subtree: true})"
        )
        await chooses(page, "pinyin", "on")
        await (is_above(page) if value == "on" else is_plain(page))
        assert (await words(page)).startswith(before)
        assert await page.evaluate("window.least") >= len(before.replace("\n", "")), "what was read never leaves the page"
    await until_told(page)
    assert await words(page) == await as_told(page)
    live = await markup(page)
    await page.reload()
    assert live == await markup(page)


async def test_pinyin_comes_and_goes_above_a_story_that_is_told(page: Any, house: House):
    lines: list[Any] = []
    await begin(page, house.url)
    await until_told(page)
    page.on("websocket", lambda line: lines.append(line))
    await page.reload()
    await asyncio.sleep(0.5)
    assert lines == [], "a told story needs no line"
    plain = await markup(page)
    middle = page.locator("article p").nth(3)
    await middle.evaluate("(paragraph) => scrollTo({ top: paragraph.getBoundingClientRect().top + scrollY, behavior: 'instant' })")
    await chooses(page, "pinyin", "on")
    await is_above(page)
    assert abs(await middle.evaluate("(paragraph) => paragraph.getBoundingClientRect().top")) < 2, "the place in the story is kept"
    assert await words(page) == await as_told(page)
    with_pinyin = await markup(page)
    await chooses(page, "pinyin", "on")
    await is_plain(page)
    assert await markup(page) == plain
    assert len(lines) == 2
    assert "".join(with_pinyin) != "".join(plain)
    assert await page.locator("[data-end-part]").count() == 1


async def test_without_javascript_pinyin_is_a_link(house: House):
    async with browsing() as browser:
        page = await (await browser.new_context(java_script_enabled=False, locale="zh-CN")).new_page()
        await begin(page, house.url, "warm")
        await page.locator("[data-end-part]").wait_for(state="visible", timeout=60_000)
        assert not await page.locator("rt").count()
        await page.locator("a[href='?pinyin=on']").click()
        await is_above(page)
        await page.locator("a[href='?pinyin=off']").click()
        await page.locator("a[href='?pinyin=on']").wait_for()
        assert not await page.locator("rt").count()


async def test_the_name_of_the_child_has_readings_too(page: Any, house: House):
    await page.context.add_cookies([{"name": "pinyin", "value": "on", "url": house.url}])
    await page.goto(house.url)
    await page.locator("input[name=child]").evaluate("input => { input.value = '小美'; }")
    await page.locator('button[name="surprise"]').click()
    await until_told(page)
    live = await markup(page)
    assert "<ruby>小<rt>xiǎo</rt></ruby><ruby>美<rt>měi</rt></ruby>" in "".join(live)
    await page.reload()
    assert live == await markup(page)


@pytest.mark.parametrize(("pace", "least", "most"), [("calm", 10, 60), ("quick", 200, 10_000)])
async def test_words_come_as_the_family_likes(page: Any, house: House, pace: str, least: int, most: int):
    """The house tells 400 characters a second: how many are there after five seconds?"""
    await page.goto(house.url)
    await page.evaluate("(pace) => localStorage.setItem('pace', pace)", pace)
    await begin(page, house.url)
    await wait_for_words(page, 1)
    await asyncio.sleep(5)
    assert least <= len(await words(page)) <= most
    if pace == "calm":
        await chooses(page, "pace", "quick")
        assert await until_told(page) == await as_told(page)


async def test_where_nothing_may_move_sentences_come_whole(unhurried: House):
    async with browsing() as browser:
        page = await (await browser.new_context(locale="zh-CN", reduced_motion="reduce")).new_page()
        await begin(page, unhurried.url)
        await page.evaluate(
            "window.ends = []; document.querySelector('article').addEventListener('grown', ({target}) => window.ends.push(target.lastElementChild.textContent.at(-1)))"
        )
        assert await until_told(page) == await as_told(page)
        ends = await page.evaluate("window.ends")
        assert len(ends) > 3 and all(end in "。！？…”’）" for end in ends)
