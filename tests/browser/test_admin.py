"""The curators' pages in a real Chromium, under the same policy as the family's: no line of script or style inside a page."""

import pytest

from tests.house import House

PASSWORD = "a long evening with lanterns"
LISTENS = "document.addEventListener('securitypolicyviolation', (event) => console.error(`refused: ${event.violatedDirective} ${event.blockedURI}`));"
PAGES = [
    "",
    "stories/",
    "stories/story/",
    "stories/story/?state__exact=waiting",
    "stories/dynasty/",
    "stories/hero/add/",
    "stories/hero/1/change/",
    "stories/hero/1/history/",
    "stories/hero/1/delete/",
    "stories/fact/",
    "stories/teller/",
    "stories/account/",
    "stories/account/1/change/",
    "stories/account/1/password/",
    "auth/group/add/",
    "admin/logentry/",
    "axes/accesslog/",
    "axes/accessfailurelog/",
    "password_change/",
]


@pytest.fixture(scope="module")
def curated(house: House) -> House:
    made = house.manage("createsuperuser", "--noinput", "--username", "mei", "--email", "", DJANGO_SUPERUSER_PASSWORD=PASSWORD)
    assert made.returncode == 0, made.stderr
    return house


async def test_no_page_of_the_curators_breaks_the_policy_or_misses_a_file(curated: House, page):
    said: list[str] = []
    page.on("console", lambda message: message.type in ("error", "warning") and said.append(f"{page.url}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
    page.on("response", lambda answer: answer.status >= 400 and said.append(f"{answer.url}: {answer.status}"))
    await page.add_init_script(LISTENS)
    await sign_in(page, curated)
    for address in PAGES:
        await page.goto(f"{curated.url}/admin/{address}")
        assert await page.locator("#content").count() == 1, address
    await uses_the_widgets(page, curated)
    assert said == []


async def sign_in(page, house: House) -> None:
    await page.goto(f"{house.url}/admin/")
    await page.fill("#id_username", "mei")
    await page.fill("#id_password", PASSWORD)
    await page.click("input[type=submit]")
    await page.wait_for_selector("#user-tools")


async def uses_the_widgets(page, house: House) -> None:
    """A calendar, a clock, one more fact below a hero, and a filter that folds."""
    await page.goto(f"{house.url}/admin/stories/account/1/change/")
    await page.click("#calendarlink0")
    await page.locator("#calendarbox0 td a").first.click()
    await page.click("#clocklink0")
    await page.locator("#clockbox0 li a").first.click()
    assert await page.input_value("#id_last_login_0") and await page.input_value("#id_last_login_1")
    await page.goto(f"{house.url}/admin/stories/hero/1/change/")
    before = await page.locator(".inline-related").count()
    await page.locator(".add-row a").click()
    assert await page.locator(".inline-related").count() == before + 1
    await page.goto(f"{house.url}/admin/stories/hero/")
    await page.locator("#changelist-filter summary").first.click()
