"""What a browser still shows where no network reaches it, and what it must have forgotten."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.browser.test_read import begin, until_told
from tests.house import House

KEPT = "async () => (await caches.has('kept')) ? (await (await caches.open('kept')).keys()).map(one => new URL(one.url).pathname) : []"
SHELL = "async () => (await caches.keys()).filter(name => name.startsWith('shell-')).length"
READY = "async () => { await navigator.serviceWorker.ready; }"


@pytest.fixture
async def kept(page: Any, house: House) -> AsyncIterator[str]:
    """The address of a story that was kept for a journey; the page shows it."""
    await begin(page, house.url)
    await until_told(page)
    await page.evaluate(READY)
    await page.locator("[data-keep]").click()
    await page.locator("[data-keep][aria-pressed=true]:enabled").wait_for()
    yield page.url


async def test_a_kept_story_is_read_without_a_network(page: Any, kept: str):
    told = await page.locator("article[data-story]").inner_text()
    await page.context.set_offline(True)
    await page.goto(kept)
    assert await page.locator("article[data-story]").inner_text() == told and len(told) > 300
    await page.locator("[data-keep][aria-pressed=true]").wait_for()
    fonts = await page.evaluate("async () => { await document.fonts.ready; return [...document.fonts].map(font => font.status); }")
    assert fonts.count("loaded") >= 5 and "error" not in fonts
    assert await page.evaluate("getComputedStyle(document.querySelector('.top')).display") == "flex"  # its style sheets came along


async def test_elsewhere_an_honest_page_lists_what_was_kept(page: Any, house: House, kept: str):
    await page.context.set_offline(True)
    for path in ("/", "/stories/", "/stories/00000000-0000-4000-8000-000000000000/"):
        await page.goto(house.url + path)
        link = page.locator("[data-kept-list] a")
        await link.wait_for()
        assert house.url + await link.get_attribute("href") == kept and await link.inner_text()
    await link.click()
    await page.locator("article[data-story] p").first.wait_for()


async def test_a_form_without_a_network_is_answered_honestly_too(page: Any, house: House, kept: str):
    await page.goto(house.url)
    await page.context.set_offline(True)
    await page.locator("button[name=surprise]").click()
    await page.locator("[data-kept-list] a").wait_for()


async def test_the_shelf_shows_which_are_kept(page: Any, house: House, kept: str):
    await begin(page, house.url)
    await until_told(page)
    await page.goto(f"{house.url}/stories/")
    await page.locator(".book-kept:visible").wait_for()
    signs = page.locator("[data-kept-sign]")
    shown = [await sign.is_visible() for sign in await signs.all()]
    assert shown == [False, True]  # the newest first


async def test_what_was_let_go_is_gone(page: Any, kept: str):
    await page.locator("[data-keep]").click()
    await page.locator("[data-keep][aria-pressed=false]:enabled").wait_for()
    assert await page.evaluate(KEPT) == []


async def test_a_deleted_story_is_not_in_the_browser_any_more(page: Any, kept: str):
    assert kept.removeprefix(page.url.split("/stories/")[0]) in await page.evaluate(KEPT)
    await page.locator("form[action$='/delete']").locator("xpath=..").evaluate("fold => { fold.open = true; }")
    await page.locator("form[action$='/delete'] button").click()
    await page.locator(".calm").wait_for()
    assert await page.evaluate(KEPT) == []


async def test_a_story_deleted_elsewhere_goes_when_somebody_looks_for_it(page: Any, house: House, kept: str):
    await page.context.clear_cookies()  # to the house this is another family now
    assert (await page.goto(kept)).status == 404
    await page.goto(house.url)
    await page.wait_for_function("caches.has('kept').then(there => !there)")


async def test_after_everything_was_deleted_nothing_is_left_in_the_browser(page: Any, house: House, kept: str):
    await page.goto(f"{house.url}/parents/")
    await page.locator("[name=sure]").check()
    await page.locator(".leave button").click()
    await page.locator("[data-forgotten]").wait_for()
    assert await page.evaluate(KEPT) == []
    await page.context.set_offline(True)
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        await page.goto(kept)
        await page.locator("article[data-story]").wait_for(timeout=2000)


async def test_nothing_is_kept_unasked_but_the_shell(page: Any, house: House):
    await begin(page, house.url)
    await until_told(page)
    await page.evaluate(READY)
    assert await page.evaluate(KEPT) == []
    assert await page.evaluate(SHELL) == 1
    held = "async () => (await (await caches.open((await caches.keys())[0])).keys()).map(one => new URL(one.url).pathname)"
    assert [place for place in await page.evaluate(held) if not place.startswith("/static/")] == ["/offline/"]
