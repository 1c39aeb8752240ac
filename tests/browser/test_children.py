"""Two children listen to one story, and no name stands in what the house keeps of its text."""

import sqlite3
from pathlib import Path
from typing import Any

from tests.browser.test_read import until_told
from tests.chromium import browsing
from tests.house import House

MEI, TOM = "Meimeili", "Tomtomlo"


async def test_alice_makes_mei_and_tom_and_a_story_greets_both(house: House):
    async with browsing() as browser:
        page = await (await browser.new_context(viewport={"width": 390, "height": 844}, locale="en-GB")).new_page()
        await page.goto(f"{house.url}/parents/")
        await page.locator("a[href='/children/']").click()
        for name in (MEI, TOM):
            await page.fill("[name=nickname]", name)
            await page.fill("[name=avoids]", "spiders")
            await page.locator("form.fields .button-seal").click()
            await page.locator("[data-child]", has_text=name).wait_for()
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        told = await told_to_both(page, house)
        assert told.count(MEI) >= 2 and told.count(TOM) >= 2 and "spider" not in told.lower()
        await page.goto(house.url)
        assert await page.locator("[name=listeners]:checked").count() == 2, "those who heard the last are ticked"
    kept = in_the_database(house)
    assert kept and not [words for words in kept if MEI in words or TOM in words]
    assert any("\ue000" in words and "\ue002" in words for words in kept)


async def told_to_both(page: Any, house: House) -> str:
    await page.goto(house.url)
    for card in await page.locator(".listeners label").all():
        await card.click()
    await page.locator("button[name=surprise]").click()
    return await until_told(page)


def in_the_database(house: House) -> list[str]:
    """Title and text of each story."""
    with sqlite3.connect(next(Path(house.folder).glob("*.sqlite3"))) as database:
        return [" ".join(row) for row in database.execute("select title, text from stories_story")]
