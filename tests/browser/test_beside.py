"""Both languages side by side, as a bilingual family meets them."""

from typing import Any

from tests.browser.test_read import begin, until_told
from tests.chromium import browsing
from tests.house import House

BOTH_TOLD = "() => [...document.querySelectorAll('[data-reading] article')].filter(one => one.dataset.state === 'finished').length === 2"
PLACES = """() => [...document.querySelectorAll('article')].map(article => [...article.querySelectorAll('p')].map(p => {
  const box = p.getBoundingClientRect();
  return {left: Math.round(box.left), top: Math.round(box.top), words: p.textContent};
}))"""


async def side_by_side(page: Any, house: House) -> None:
    await page.goto(house.url)
    await begin(page, "", "warm")
    await until_told(page)
    await page.locator("#differently summary").click()
    await page.locator("[data-beside]").click()
    await page.wait_for_function(BOTH_TOLD, timeout=30_000)


async def test_both_are_told_in_two_columns_whose_paragraphs_stand_in_pairs(house: House):
    async with browsing() as browser:
        page = await (await browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 800})).new_page()
        await side_by_side(page, house)
        first, second = await page.evaluate(PLACES)
        assert len(first) > 2 and len(second) > 2 and all(one["words"].strip() for one in first + second)
        assert {one["left"] < 640 for one in first} == {True} and {one["left"] > 640 for one in second} == {True}
        pairs = [(one["top"], other["top"]) for one, other in zip(first, second, strict=False)]
        assert all(one == other for one, other in pairs), pairs
        assert await page.locator("article").evaluate_all("all => all.map(one => one.lang)") == ["en", "zh"]
        await page.reload()
        assert [[one["words"] for one in told] for told in await page.evaluate(PLACES)] == [
            [one["words"] for one in told] for told in (first, second)
        ]


async def test_on_a_phone_one_stands_below_the_other_and_nothing_hangs_over_the_edge(page: Any, house: House):
    await page.set_viewport_size({"width": 320, "height": 640})
    await side_by_side(page, house)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    first, second = await page.evaluate(PLACES)
    assert first[-1]["top"] < second[0]["top"] and first[0]["left"] == second[0]["left"]
    await page.locator('a[href="#in-en"]').click()
    await page.wait_for_function("() => document.querySelector('#in-en').getBoundingClientRect().top < 80")
