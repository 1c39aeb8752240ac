"""Reading together: one sentence at a time on a sheet over the page."""

import asyncio
import re
from typing import Any

import pytest

from tests.browser.speech import heard, speaking
from tests.browser.test_read import ARTICLE, begin, shown, until_told, wait_for_words
from tests.browser.test_voice import bare, spoken
from tests.conftest import browsing
from tests.house import House

CARD, NOTE, COUNT, FORTH, BACK = (f"[data-{name}]" for name in ("card", "card-note", "count", "forth", "back"))


async def opened(page: Any) -> None:
    await page.locator("[data-together-open]").evaluate("one => one.click()")
    await page.locator(COUNT, has_text=re.compile(r"\d")).wait_for()


async def opened_by_keys(page: Any) -> None:
    await page.locator("[data-panel] > summary").focus()
    await page.keyboard.press("Enter")
    for _ in range(30):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement.matches('[data-together-open]')"):
            break
    await page.keyboard.press("Enter")
    await page.locator(COUNT, has_text=re.compile(r"\d")).wait_for()


async def card(page: Any) -> str:
    return str(await page.locator(CARD).evaluate("one => [...one.childNodes].map((node) => node.firstChild?.data ?? node.data).join('')"))


async def number(page: Any) -> int:
    words = await page.locator(COUNT).inner_text()
    return int(re.findall(r"\d+", words)[0])


async def closed_at(page: Any, place: int) -> str:
    """What the card says that was open last."""
    for _ in range(place - 1):
        await page.locator(FORTH).click()
    there = await card(page)
    await page.keyboard.press("Escape")
    return there


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
async def test_the_cards_are_the_whole_story_by_keys_alone(house: House, language: str):
    async with browsing() as browser:
        page = await (await browser.new_context(locale=language)).new_page()
        await begin(page, house.url)
        await until_told(page)
        assert await page.locator(f"{ARTICLE}:lang({language[:2]})").count()
        await opened_by_keys(page)
        seen = [await card(page)]
        for key in ["ArrowRight", "Space", "PageDown", "Enter"] * 30:
            await page.keyboard.press(key)
            if await page.locator(NOTE).inner_text():
                break
            seen.append(await card(page))
            assert await number(page) == len(seen)
        assert bare("".join(seen)) == bare(await shown(page)) and len(seen) >= 10
        await page.keyboard.press("ArrowLeft")
        assert await card(page) == seen[-2] and not await page.locator(NOTE).inner_text()


async def test_escape_gives_back_focus_and_the_place_is_kept(page: Any, house: House):
    await begin(page, house.url)
    await until_told(page)
    await opened_by_keys(page)
    there = await closed_at(page, 5)
    assert not await page.locator("dialog[data-together]").is_visible()
    assert await page.evaluate("document.activeElement.matches('[data-panel] > summary')")
    await opened(page)
    assert await card(page) == there and await number(page) == 5


async def test_while_the_story_is_told_the_next_card_is_waited_for_kindly(page: Any, slow: House):
    await begin(page, slow.url, "brave")
    await wait_for_words(page, 25)
    await opened(page)
    seen = [await card(page)]
    async with asyncio.timeout(60):
        while not (await page.locator(NOTE).inner_text() and await page.locator("[data-end-part]").evaluate("one => !one.hidden")):
            await page.keyboard.press("ArrowRight")
            waited = await page.locator(NOTE).inner_text()
            while await number(page) == len(seen) and await page.locator("[data-end-part]").evaluate("one => one.hidden"):
                await asyncio.sleep(0.05)
            if await number(page) > len(seen):
                seen.append(await card(page))
    assert waited and bare("".join(seen)) == bare(await shown(page))


async def test_a_swipe_turns_the_card(page: Any, house: House):
    await begin(page, house.url)
    await until_told(page)
    await opened(page)
    for across, expected in ((-120, 2), (-120, 3), (120, 2), (-20, 2)):
        await page.mouse.move(200, 300)
        await page.mouse.down()
        await page.mouse.move(200 + across, 310, steps=4)
        await page.mouse.up()
        assert await number(page) == expected


async def test_the_card_is_read_aloud_and_the_next_one_silences_it(page: Any, house: House):
    await speaking(page, pace=10)
    await begin(page, house.url)
    await until_told(page)
    await opened(page)
    await page.locator(FORTH).click()
    await page.locator("[data-card-say]").click()
    assert (await spoken(page, 1))[0]["text"] == await card(page)
    assert await page.evaluate(
        "[...CSS.highlights.get('spoken')].every((range) => range.startContainer.parentElement.closest('[data-card]'))"
    )
    await page.keyboard.press("ArrowRight")
    await asyncio.sleep(0.3)
    assert [one["ended"] for one in await heard(page)] == [0]


async def test_reading_aloud_goes_on_from_the_card(page: Any, house: House):
    await speaking(page, pace=10)
    await begin(page, house.url)
    await until_told(page)
    await opened(page)
    there = await closed_at(page, 4)
    await page.locator("[data-voice]").click()
    assert (await spoken(page, 1))[0]["text"] == there


async def test_readings_come_along(page: Any, house: House):
    await begin(page, house.url)
    await until_told(page)
    await page.evaluate("""() => {
      const paragraph = document.querySelector('article[data-story] p');
      const words = Array.from(paragraph.textContent);
      paragraph.replaceChildren(...words.map((word) => {
        const [ruby, rt] = [document.createElement('ruby'), document.createElement('rt')];
        rt.append('x');
        ruby.append(word, rt);
        return ruby;
      }));
    }""")
    await opened(page)
    whole = await page.locator(CARD).evaluate(
        "one => [...one.children].every((ruby) => ruby.matches('ruby') && ruby.lastChild.matches('rt'))"
    )
    assert whole and len(await card(page)) == await page.locator(f"{CARD} rt").count() >= 3
