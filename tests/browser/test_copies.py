"""What leaves the house is read without it: from a file, with no network, and on paper."""

from pathlib import Path
from typing import Any

from tests.browser.test_read import begin, until_told
from tests.chromium import browsing
from tests.house import House

SHOWN = "() => [...document.querySelectorAll('body *')].filter(one => one.checkVisibility() && one.closest('main') === null).length"


async def test_a_page_to_keep_is_read_from_a_file_with_no_network(page: Any, house: House, tmp_path: Path):
    await begin(page, house.url)
    await until_told(page)
    told = await page.inner_text("article.story")
    await page.locator(".keep-copy summary").click()
    async with page.expect_download() as coming:
        await page.locator(".keep-copy button:not([formaction])").click()
    file = tmp_path / "story.html"
    await (await coming.value).save_as(file)
    async with browsing("--host-resolver-rules=MAP * ~NOTFOUND") as browser:
        context = await browser.new_context(offline=True, viewport={"width": 320, "height": 640})
        alone, asked, said = await context.new_page(), [], []
        alone.on("request", lambda request: asked.append(request.url))
        alone.on("console", lambda message: said.append(message.text))
        await alone.goto(file.as_uri())
        assert "".join((await alone.inner_text(".story")).split()) == "".join(told.split())
        assert asked == [file.as_uri()] and said == []
        assert await alone.locator(".cover svg[role=img]").is_visible() and await alone.locator(".card cite").count() > 0
        assert await alone.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


async def test_on_paper_there_is_only_the_story(page: Any, house: House):
    await begin(page, house.url)
    await until_told(page)
    assert await page.evaluate(SHOWN) > 0
    await page.emulate_media(media="print")
    assert await page.evaluate(SHOWN) == 0
    for wanted in (".cover", "h1", ".label", "article.story", ".card", ".card-source"):
        assert await page.locator(wanted).first.is_visible(), wanted
    for kept_back in (".bar", ".again", ".keep-copy", ".share", ".for-parents", ".afterwards", ".card-stamp"):
        assert not await page.locator(kept_back).first.is_visible(), kept_back
