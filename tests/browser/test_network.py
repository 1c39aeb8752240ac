"""Whom a page asks for anything: Chromium's own log of its network, below every script and every worker of a page."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.browser.test_read import begin, until_told
from tests.chromium import browsing
from tests.house import House

PAGES = ["/", "/stories/", "/parents/", "/nowhere/", "/admin/login/"]
ASKED = ("URL_REQUEST_START_JOB", "HOST_RESOLVER_MANAGER_REQUEST")
OURS = "http://127.0.0.1"
LOUD = "--net-log-capture-mode=Everything"
SAYS_NO_FORM_TO_ITS_MAKER = "--disable-features=AutofillServerCommunication"


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
async def test_every_request_of_every_page_goes_to_the_house_itself(house: House, tmp_path: Path, locale: str):
    log = tmp_path / "network.json"
    async with browsing(f"--log-net-log={log}", LOUD, SAYS_NO_FORM_TO_ITS_MAKER) as browser:
        page = await (await browser.new_context(locale=locale)).new_page()
        await begin(page, house.url)
        await until_told(page)
        await page.goto(page.url, wait_until="networkidle")
        for path in PAGES:
            await page.goto(house.url + path, wait_until="networkidle")
    addresses = asked(log)
    here = urlsplit(house.url).netloc
    paths = {urlsplit(address).path for address in addresses if urlsplit(address).netloc == here}
    assert {*PAGES, "/static/css/family.css"} <= paths and any(path.startswith("/ws/stories/") for path in paths), "the log was kept"
    assert [address for address in addresses if urlsplit(address).netloc != here] == []


def asked(log: Path) -> list[str]:
    """Every address that a page of ours asked for, and every name that was looked up for one. What Chromium asks its maker by itself is
    of no page: it has no origin, and the site it is for is none or its maker's."""
    found = json.loads(log.read_text())
    kinds = {number: name for name, number in found["constants"]["logEventTypes"].items()}
    events = [event.get("params", {}) for event in found["events"] if kinds[event["type"]] in ASKED]
    return sorted({str(said.get("url") or said.get("host")) for said in events if _is_of_ours(said)})


def _is_of_ours(said: dict[str, Any]) -> bool:
    return any(OURS in str(said.get(key)) for key in ("initiator", "network_isolation_key", "network_anonymization_key"))
