"""What only a browser can show of a story being told."""

import asyncio
from itertools import pairwise
from typing import Any

from tests.chromium import browsing
from tests.house import House
from tests.proxy import Proxy

ARTICLE = "article[data-story]"
COUNT_PAINTS = """() => {
  window.lengths = [];
  const article = document.querySelector('article[data-story]');
  new MutationObserver(() => window.lengths.push(article.textContent.length)).observe(article, {childList: true, subtree: true, characterData: true});
}"""


async def begin(page: Any, url: str, tone: str = "hard") -> None:
    """Three taps."""
    if url:
        await page.goto(url)
    await page.locator('label:has(input[name="dynasty"][value="song"])').click()
    await page.locator('label:has(input[name="power"][value="laser"])').click()
    await page.locator(f'button[name="tone"][value="{tone}"]').click()
    await page.wait_for_selector(ARTICLE)


async def until_told(page: Any) -> str:
    await page.locator("[data-end-part]").wait_for(state="visible", timeout=60_000)
    return await shown(page)


async def shown(page: Any) -> str:
    return "\n".join(await page.locator(f"{ARTICLE} p").all_text_contents())


async def as_told(page: Any) -> str:
    answer = await page.request.get(page.url + "text")
    return await answer.text()


async def wait_for_words(page: Any, count: int) -> None:
    while len(await shown(page)) < count:  # asked from here: the page's policy allows no evaluated strings
        await asyncio.sleep(0.05)


async def test_three_taps_and_words_come_one_after_another(page: Any, house: House):
    await begin(page, house.url)
    await page.evaluate(COUNT_PAINTS)
    told = await until_told(page)
    lengths = await page.evaluate("window.lengths")
    steps = [later - sooner for sooner, later in pairwise(lengths)]
    assert told == await as_told(page) and len(told) >= 300
    assert len(lengths) >= 60 and all(step >= 0 for step in steps)
    assert max(steps) <= 40  # words, never a whole paragraph
    assert await page.title() == await page.locator("h1").inner_text()


async def test_a_reload_in_the_middle_loses_nothing(page: Any, unhurried: House):
    await begin(page, unhurried.url, "brave")
    await wait_for_words(page, 60)
    before = await shown(page)
    await page.reload()
    at_once = await shown(page)
    assert at_once.startswith(before[:60])
    assert await until_told(page) == await as_told(page)


async def test_a_socket_cut_in_the_middle_is_found_again(slow: House):
    async with Proxy(slow.port) as proxy, browsing() as browser:
        page = await (await browser.new_context(locale="zh-CN")).new_page()
        await begin(page, proxy.url, "toil")
        for words in (40, 110, 180):
            await wait_for_words(page, words)
            proxy.is_open = False
            proxy.cut()
            await page.locator("[data-status]", has_text="喝口茶").wait_for(timeout=5000)
            proxy.is_open = True
        assert await until_told(page) == await as_told(page)
        assert not await page.locator("[data-status]", has_text="喝口茶").is_visible()


async def test_without_javascript_the_page_refreshes_itself_to_the_end(house: House):
    async with browsing() as browser:
        page = await (await browser.new_context(java_script_enabled=False, locale="en-GB")).new_page()
        await begin(page, house.url, "warm")
        await page.locator("[data-end-part]").wait_for(state="visible", timeout=60_000)
        assert await shown(page) == await as_told(page)
        assert not await page.locator("meta[http-equiv=refresh]").count()


async def test_stop_keeps_what_was_told(page: Any, unhurried: House):
    await begin(page, unhurried.url, "light")
    await wait_for_words(page, 50)
    await page.locator("[data-stop] button").click()
    told = await until_told(page)
    assert len(told) >= 50 and told == await as_told(page)


async def test_a_browser_without_segmenter_reads_the_same(house: House):
    async with browsing() as browser:
        context = await browser.new_context(locale="en-GB", reduced_motion="reduce")
        await context.add_init_script("delete Intl.Segmenter")
        page = await context.new_page()
        await begin(page, house.url, "funny")
        assert await until_told(page) == await as_told(page)


async def test_the_name_of_the_child_is_put_in_by_the_page_only(page: Any, house: House):
    heard: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: heard.append(str(frame))))
    await page.goto(house.url)
    await page.locator("input[name=child]").evaluate("input => { input.value = '小美'; }")
    await page.locator('button[name="surprise"]').click()
    told = await until_told(page)
    await asyncio.sleep(0)
    assert told.count("小美") >= 2 and "\ue000" not in told
    assert heard and not any("小美" in frame for frame in heard)


async def test_two_tabs_of_which_one_is_left_and_one_loses_the_network_show_the_same(unhurried: House):
    """The first goes back and forward again in the middle, while the second is in flight and says that it hears nothing."""
    async with browsing() as browser:
        context = await browser.new_context(locale="zh-CN")
        page = await context.new_page()
        await page.goto(unhurried.url)
        plane = await browser.new_context(locale="zh-CN", storage_state=await context.storage_state())
        tab = await plane.new_page()
        await begin(page, unhurried.url, "brave")
        await tab.goto(page.url)
        await wait_for_words(tab, 60)
        await plane.set_offline(True)
        await page.go_back()
        assert not await page.locator(ARTICLE).count()
        await page.go_forward()
        await tab.locator("[data-status]", has_text="喝口茶").wait_for(timeout=5000)
        await asyncio.sleep(1.3)  # two seconds in all, for the line shows after 0.7 s
        assert len(await shown(tab)) < len(await shown(page))
        await plane.set_offline(False)
        assert [await until_told(tab), await until_told(page)] == [await as_told(page)] * 2
