"""How much a page weighs, as it goes over the wire."""

from pathlib import Path
from typing import Any

import pytest

from storyteller.files import small
from tests.house import ROOT, House

SMALL = {"js": 25, "css": 20}  # KiB of all own files together, each as it is sent
FIRST_VISIT = 150  # KiB without the fonts, which come later and stay
OTHERS = {"static/js/vendor", "static/fonts"}  # not ours; which letters lie in which slice is counted with the fonts


@pytest.mark.parametrize("kind", SMALL)
def test_own_files_are_small(kind: str):
    files = [path for path in (ROOT / "static").rglob(f"*.{kind}") if not any(path.is_relative_to(ROOT / other) for other in OTHERS)]
    assert len(files) > 5 and _zipped(files) <= SMALL[kind] * 1024


@pytest.mark.parametrize("path", ["/", "/parents/"])
async def test_a_first_visit_is_small(page: Any, house: House, path: str):
    sent = await weigh(page, house.url + path)
    assert sum(size for address, size in sent.items() if "/static/fonts/" not in address) <= FIRST_VISIT * 1024, sent
    assert any(address.endswith(".css") for address in sent)


async def test_no_words_are_sent_unshrunk(page: Any, house: House):
    answers: list[Any] = []
    page.on("response", lambda answer: answers.append(answer))
    await page.goto(house.url, wait_until="networkidle")
    big = [answer for answer in answers if len(await answer.body()) > 1024 and "/static/fonts/" not in answer.url]
    assert len(big) > 5 and [answer.url for answer in big if await answer.header_value("content-encoding") != "gzip"] == []


async def weigh(page: Any, address: str) -> dict[str, int]:
    """Address -> bytes that came over the wire for it, heads and all."""
    line = await page.context.new_cdp_session(page)
    asked: dict[str, str] = {}
    sent: dict[str, int] = {}
    line.on("Network.requestWillBeSent", lambda event: asked.update({event["requestId"]: event["request"]["url"]}))
    line.on("Network.loadingFinished", lambda event: sent.update({asked[event["requestId"]]: int(event["encodedDataLength"])}))
    await line.send("Network.enable")
    await page.goto(address, wait_until="networkidle")
    return sent


def _zipped(files: list[Path]) -> int:
    return sum(len(small(file)) for file in files)
