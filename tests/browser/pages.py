"""Every page of the house, one after another, as a family comes upon them."""

from collections.abc import AsyncIterator
from functools import partial
from typing import Any

from tests.browser.test_read import begin, until_told, wait_for_words
from tests.house import ROOT, House

BROWSER_SAYS = {"zh-hans": "zh-CN", "zh-hant": "zh-TW", "en": "en-GB"}
LOCALES = list(BROWSER_SAYS.values())
UNFOLD = "() => document.querySelectorAll('details').forEach(fold => { fold.open = true; })"
LONG = "() => { document.querySelector('input[name=length][value=long]').checked = true; }"


async def walk(page: Any, house: House) -> AsyncIterator[str]:
    """The name of each page as soon as it is open; whoever walks looks at it before going on."""
    for part in (choosing, reading, keeping, away):
        async for name in part(page, house):
            yield name


async def choosing(page: Any, house: House) -> AsyncIterator[str]:
    await page.goto(f"{house.url}/stories/")
    yield "shelf-empty"
    await page.goto(house.url)
    yield "choose"
    await page.evaluate(UNFOLD)
    yield "choose-unfolded"
    await page.locator('input[name="power_own"]').fill("<b>变大</b>")
    await page.locator('button[name="tone"]').first.click()
    await page.locator("[role=alert]").first.wait_for()
    yield "choose-refused"


async def reading(page: Any, house: House) -> AsyncIterator[str]:
    await page.goto(house.url)
    await page.evaluate(LONG)
    await begin(page, "", "hard")
    await wait_for_words(page, 40)
    yield "read-telling"
    await page.locator("[data-stop] button").click()
    await until_told(page)
    yield "read-stopped"
    await begin(page, house.url, "warm")
    await until_told(page)
    yield "read-told"
    await page.reload()
    await page.evaluate(UNFOLD)
    yield "read-unfolded"
    await page.locator("[data-beside]").click()
    await page.wait_for_function("() => document.querySelectorAll('article[data-state=finished]').length === 2", timeout=60_000)
    yield "beside"


async def keeping(page: Any, house: House) -> AsyncIterator[str]:
    await page.goto(f"{house.url}/stories/")
    yield "shelf"
    await page.locator("[data-picks] summary").click()
    await page.locator("#words").fill("%")
    await page.locator("[data-seek]").click()
    await page.locator("[data-nothing]").wait_for()
    yield "shelf-nothing-found"
    await page.goto(f"{house.url}/stories/")
    await page.locator("[data-star]").first.click()
    await page.locator("[data-star][aria-pressed=true]").wait_for()
    await page.locator("[data-remove]").last.click()
    await page.locator("[data-off][open]").wait_for()
    yield "shelf-taken-off"
    async for name in others(page, house):
        yield name
    await page.goto(f"{house.url}/parents/")
    yield "parents"
    await page.locator("[name=sure]").evaluate("tick => { tick.required = false; }")
    await page.locator(".leave button").click()
    await page.locator("[role=alert]").wait_for()
    yield "parents-not-sure"
    await page.locator("[name=sure]").check()
    await page.locator(".leave button").click()
    await page.locator(".said").wait_for()
    yield "parents-forgotten"


async def others(page: Any, house: House) -> AsyncIterator[str]:
    """What others liked: nothing, then a story of this family, which goes with all of its own."""
    await page.goto(f"{house.url}/featured/")
    yield "featured-empty"
    await page.goto(f"{house.url}/stories/")
    told = await page.locator("[data-book]").first.get_attribute("data-book")
    row = f"Story.objects.filter(pk='{told}').update(state='finished', ending='told', offered=True, review='featured')"
    assert house.manage("shell", "-c", f"from stories.models import Story; {row}").returncode == 0
    await page.goto(f"{house.url}/featured/")
    await page.locator(f"[data-book='{told}']").wait_for()
    yield "featured"
    await page.goto(f"{house.url}/featured/{told}/")
    yield "featured-one"


async def away(page: Any, house: House) -> AsyncIterator[str]:
    await page.goto(f"{house.url}/nowhere/")
    yield "404"
    await page.goto(house.url)
    await page.context.clear_cookies(name="csrftoken")
    await page.locator("button[name=surprise]").click()
    await page.locator(".calm").wait_for()
    yield "403"
    for status in ("400", "500"):  # sent as they lie there; a service worker would ask past this route, so the context blocks it
        await page.route(f"**/{status}/", partial(_lies_there, (ROOT / f"templates/{status}.html").read_text(encoding="utf-8")))
        await page.goto(f"{house.url}/{status}/")
        yield status
    await page.goto(f"{house.url}/admin/login/")
    yield "admin"


async def _lies_there(html: str, route: Any) -> None:
    await route.fulfill(body=html, content_type="text/html")
