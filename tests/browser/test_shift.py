"""Nothing jumps while a story comes, though its letters and its readings come after it."""

import pytest

from tests.browser.test_read import begin, until_told
from tests.chromium import browsing
from tests.house import ROOT, House

WATCH = (ROOT / "tests/browser/watch.js").read_text(encoding="utf-8")
PUSH = """() => {
  scrollTo({ top: 0, behavior: "instant" });
  requestAnimationFrame(() => document.querySelector("h1").before(document.createElement("hr")));
}"""
AT_MOST = 0.02  # a fifth of what is called good


@pytest.mark.parametrize(("locale", "pinyin"), [("zh-CN", "on"), ("zh-CN", "off"), ("en-GB", "off")])
async def test_nothing_jumps_while_a_story_comes(unhurried: House, locale: str, pinyin: str):
    async with browsing() as browser:
        context = await browser.new_context(viewport={"width": 390, "height": 844}, locale=locale, is_mobile=True, has_touch=True)
        await context.add_cookies([{"name": "pinyin", "value": pinyin, "url": unhurried.url}])
        await context.add_init_script(WATCH)
        page = await context.new_page()
        await begin(page, unhurried.url)
        await until_told(page)
        shifts = await page.evaluate("() => seen.shifts")
        assert bool(await page.locator("article rt").count()) is (pinyin == "on")
        assert sum(shift["value"] for shift in shifts) <= AT_MOST, shifts
        await page.evaluate(PUSH)
        await page.wait_for_timeout(600)
        assert len(await page.evaluate("() => seen.shifts")) > len(shifts), "it would have been seen"
