"""Seven evenings of one family in a real browser, from the first visit to the seventh chapter; then all of it is deleted, and what is left is counted.

`python -m tests.proofs.evenings [--out FOLDER] [--locale en-GB] [--upstream]`; `--upstream`: an endpoint tells, which keeps what it was asked.
"""

import argparse
import asyncio
import re
import sqlite3
import sys
from pathlib import Path
from typing import Any

from tests.browser.test_read import ARTICLE, begin, until_told
from tests.chromium import browsing
from tests.house import ROOT, House
from tests.upstream import Upstream

EVENINGS = 7
PASSWORD = "lamplight-and-paper-27"
MAIL = "alice@example.org"
GONE_AFTER = ("stories_story", "stories_child", "stories_series", "stories_thread", "stories_share", "stories_feedback", "stories_account")


SAYS = {  # a chapter as short as it can be, of what the prompt gave
    "zh-CN": ("{主人公}推开门，天还亮着。", "昨晚的事有了下文：{昨晚那扇门}", "路上遇见了{从前几回里的}，一起走了一程。", "{怪兽}在前头等着，什么话也不说。", "{主人公}坐下来陪它，坐到月亮上来。"),
    "en-GB": ("{Hero} opened the door, and it was still light. ", "Something came of last night: {Last night’s open door} ", "On the way there was {From earlier chapters}, and they walked together. ", "{Monster} sat waiting and said nothing. ", "{Hero} sat down beside it until the moon was up."),
}  # fmt: skip
_SLOT = re.compile(r"\{(.+?)\}")


class Attentive(Upstream):
    """An endpoint that tells of what it was given, and of nothing else."""

    def __init__(self, locale: str) -> None:
        super().__init__()
        self.says = SAYS[locale]

    def _call(self, path: str, headers: dict[str, str], body: dict[str, Any]) -> Any:
        lines = (line.partition(": ") for line in body["messages"][-1]["content"].split("\n"))
        given = {head: re.split(r": | \(", words)[0] for head, _, words in lines}
        self.pieces = [_SLOT.sub(lambda slot: given[slot[1]], words) for words in self.says if all(map(given.get, _SLOT.findall(words)))]
        return super()._call(path, headers, body)


class Family:
    """Alice and Mei, with a tablet and later a phone."""

    def __init__(self, house: House, out: Path, locale: str) -> None:
        self.house, self.out, self.locale = house, out, locale
        self.chapters: list[str] = []
        self.pictures = 0

    async def device(self, browser: Any, width: int) -> Any:
        context = await browser.new_context(viewport={"width": width, "height": 844}, locale=self.locale, reduced_motion="reduce")
        return await context.new_page()

    async def picture(self, page: Any, name: str) -> None:
        self.pictures += 1
        await page.screenshot(path=self.out / f"{self.pictures:02d}-{name}.png", full_page=True)

    async def listen(self, page: Any) -> str:
        """The story on the page, heard to its end."""
        await until_told(page)
        told = "\n".join(await page.locator(f"{ARTICLE} p").all_inner_texts())
        self.chapters.append(f"{await page.locator('h1').inner_text()}\n\n{told}")
        return told

    async def tomorrow(self, page: Any) -> None:
        """From the shelf to the newest story, and on to the next chapter."""
        await page.goto(f"{self.house.url}/stories/")
        await page.locator("a.book-link").first.click()
        await until_told(page)
        await page.locator("[data-next], [data-next-chapter]").last.click()
        await page.wait_for_url("**/stories/*/")
        await page.wait_for_selector(ARTICLE)
        await self.listen(page)

    async def remembered(self, page: Any) -> str:
        await page.locator('a[href*="/series/"]').first.click()
        await page.wait_for_url("**/series/*/")
        return str(await page.locator("main").inner_text())


async def live(family: Family) -> None:
    async with browsing() as browser:
        tablet = await family.device(browser, 768)
        await _first_evening(family, tablet)
        for evening in range(2, 4):
            await family.tomorrow(tablet)
            await family.picture(tablet, f"evening-{evening}")
        await _sign_up(family, tablet)
        phone = await family.device(browser, 390)
        await _sign_in(family, phone)
        for evening in range(4, EVENINGS + 1):
            device = phone if evening % 2 == 0 else tablet
            await family.tomorrow(device)
            await family.picture(device, f"evening-{evening}")
        print("\n## What the series remembers\n\n" + await family.remembered(device))
        await family.picture(device, "series")
        await _leave(family, phone)


async def _first_evening(family: Family, tablet: Any) -> None:
    await begin(tablet, family.house.url, "warm")
    await family.listen(tablet)
    await family.picture(tablet, "evening-1")


async def _sign_up(family: Family, page: Any) -> None:
    await page.goto(f"{family.house.url}/accounts/signup/")
    await _give(page)
    await family.picture(page, "signed-up")


async def _sign_in(family: Family, page: Any) -> None:
    await page.goto(f"{family.house.url}/accounts/login/")
    await _give(page)
    await page.goto(f"{family.house.url}/stories/")
    assert await page.locator("a.book-link").count() == 3, "the shelf did not follow"
    await family.picture(page, "shelf-on-the-phone")


async def _give(page: Any) -> None:
    await page.locator("main input[type=email], main input[name=login]").first.fill(MAIL)
    for field in await page.locator("main input[type=password]").all():
        await field.fill(PASSWORD)
    await page.locator("main button[type=submit], main form button").last.click()
    await page.wait_for_load_state()


async def _leave(family: Family, page: Any) -> None:
    await page.goto(f"{family.house.url}/parents/")
    await page.locator("[name=sure]").check()
    await page.locator(".leave button").click()
    await page.locator(".said").wait_for()
    await family.picture(page, "forgotten")


def left(house: House) -> dict[str, int]:
    """Rows of each table that can hold anything of a family."""
    with sqlite3.connect(house.folder / "storyteller.sqlite3") as database:
        return {table: database.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in GONE_AFTER}


def main() -> int:
    words = argparse.ArgumentParser(prog="python -m tests.proofs.evenings", description=__doc__)
    words.add_argument("--out", type=Path, default=ROOT / "var/evenings", help="a folder for pictures")
    words.add_argument("--locale", default="zh-CN")
    words.add_argument("--upstream", action="store_true", help="an endpoint tells, and not the built-in teller")
    options = words.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    return asyncio.run(_seven(options))


async def _seven(options: argparse.Namespace) -> int:
    upstream = Attentive(options.locale)
    async with upstream:
        told_by = {"OPENAI_BASE_URL": upstream.url, "OPENAI_API_KEY": "none", "STORYTELLER_MODERATION": "local"} if options.upstream else {}
        house = await asyncio.to_thread(lambda: House(**told_by))
        try:
            family = Family(house, options.out, options.locale)
            await live(family)
            print("\n\n---\n\n".join(["\n## The chapters", *family.chapters]))
            if options.upstream:
                print("\n## What the endpoint was asked for the seventh\n\n", upstream.asked[-1]["words"])
            print("\n## What is left\n\n", left(house))
        finally:
            await asyncio.to_thread(house.stop)
    return 0


if __name__ == "__main__":
    sys.exit(main())
