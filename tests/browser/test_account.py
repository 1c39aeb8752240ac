"""Two devices of one family at the same time, and another family on one of them."""

from typing import Any

from tests.browser.test_read import begin, until_told
from tests.chromium import browsing
from tests.house import House

EMAIL, PASSWORD = "alice@example.org", "a long evening"


async def shelf(page: Any, house: House) -> set[str]:
    await page.goto(f"{house.url}/stories/")
    links = await page.locator("a[href^='/stories/']").evaluate_all("links => links.map(link => link.pathname)")
    return {link for link in links if len(link) > 40}


async def tells(page: Any, house: House) -> str:
    await begin(page, house.url)
    await until_told(page)
    return page.url.removeprefix(house.url)


async def fill(page: Any, address: str, **fields: str) -> None:
    await page.goto(address)
    for name, value in fields.items():
        await page.fill(f"[name={name}]", value)
    await page.locator("main form .button-seal").click()
    await page.wait_for_url("**/stories/")


async def test_a_shelf_is_on_both_devices_and_leaves_with_its_family(house: House):
    accounts = f"{house.url}/accounts"
    async with browsing() as browser:
        tablet = await (await browser.new_context(locale="zh-CN", viewport={"width": 820, "height": 1100})).new_page()
        phone = await (await browser.new_context(locale="en-GB", viewport={"width": 390, "height": 844})).new_page()
        first = await tells(tablet, house)
        await fill(tablet, f"{accounts}/signup/", email=EMAIL, password1=PASSWORD)
        assert await shelf(tablet, house) == {first}
        await fill(phone, f"{accounts}/login/", login=EMAIL, password=PASSWORD)
        assert await shelf(phone, house) == {first}
        second = await tells(phone, house)  # over a socket that knows the family by its cookie alone
        assert await shelf(tablet, house) == {first, second}
        await tablet.locator("[data-account]").click()
        await tablet.locator("a[href='/accounts/logout/']").click()
        await tablet.locator("main form .button-seal").click()
        await tablet.wait_for_url(f"{house.url}/")
        assert await shelf(tablet, house) == set()
        await fill(tablet, f"{accounts}/signup/", email="bob@example.org", password1=PASSWORD)
        assert await shelf(tablet, house) == set()
        assert (await tablet.request.get(house.url + first)).status == 404
        assert await shelf(phone, house) == {first, second}
    said = "".join(house.lines)
    assert EMAIL not in said and PASSWORD not in said
