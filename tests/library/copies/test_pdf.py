"""A PDF is bound by the browser of this machine, and nothing of it stays behind: no process, no profile."""

import asyncio
import os
import time

import psutil
import pytest
from channels.db import database_sync_to_async
from django.test import AsyncClient

from stories.library import leave
from stories.library.copies import pdf
from stories.library.copies.html import for_paper
from tests.chromium import need

pytestmark = pytest.mark.django_db(transaction=True)
in_thread = database_sync_to_async


@pytest.fixture(autouse=True)
def shelf(settings, tmp_path, redis):
    need(pdf.press(), "Chromium")
    settings.STORYTELLER_DATA = tmp_path
    pdf._failed.clear()
    return tmp_path / "copies"


async def browser_of(person) -> AsyncClient:
    browser = AsyncClient(headers={"accept-language": "zh-CN"})
    browser.cookies = person.browser.cookies
    return browser


async def until_ready(browser: AsyncClient, address: str, seconds: float = 60):
    until = time.monotonic() + seconds
    while (answer := await browser.get(address)).status_code == 200 and answer["Content-Type"].startswith("text/html"):
        assert b'http-equiv="refresh"' in answer.content and b"<progress" in answer.content
        assert time.monotonic() < until
        await asyncio.sleep(0.2)
    return answer


def left_over(shelf) -> list:
    return [found for found in shelf.glob("binding-*")]


async def test_a_book_is_bound_while_its_reader_waits(alice, told, shelf):
    story = await in_thread(told)()
    browser = await browser_of(alice)
    answer = await until_ready(browser, f"/stories/{story.pk}/copy.pdf?pinyin=on")
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF-") and b"/Page" in answer.content
    assert (await browser.get(f"/stories/{story.pk}/copy.pdf?pinyin=on")).content == answer.content, "it is bound once"
    assert left_over(shelf) == [] and pdf._groups == set() and pdf._under_way == {}
    await leave.delete(story.pk)
    assert list(shelf.rglob("*.pdf")) == []


async def test_a_reader_who_leaves_takes_the_press_along(told, shelf, monkeypatch):
    monkeypatch.setattr(pdf, "PATIENCE", 0.1)
    monkeypatch.setattr(pdf, "LOOKS", 0.05)
    story = await in_thread(told)()
    words = await in_thread(for_paper)(story)
    book = pdf.place(story.pk, words)
    assert await pdf.bind(book, words) is False
    while not pdf._groups:
        await asyncio.sleep(0.01)
    (group,) = pdf._groups
    while pdf._under_way:
        await asyncio.sleep(0.05)
    assert await pdf.bind(book, words) is None and not book.exists() and left_over(shelf) == []
    assert [one for one in psutil.process_iter() if one.status() != psutil.STATUS_ZOMBIE and _group(one.pid) == group] == []


def _group(pid: int) -> int:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return 0


async def test_where_no_browser_is_the_page_says_so_and_offers_nothing(alice, told, monkeypatch):
    monkeypatch.setattr(pdf, "PRESSES", ())
    pdf.press.cache_clear()
    try:
        story = await in_thread(told)()
        browser = await browser_of(alice)
        assert b"copy.pdf" not in (await browser.get(f"/stories/{story.pk}/")).content
        answer = await browser.get(f"/stories/{story.pk}/copy.pdf")
        assert answer.status_code == 501 and b'data-binding="none"' in answer.content
    finally:
        pdf.press.cache_clear()


async def test_what_has_lain_there_long_enough_goes(told, shelf):
    for name in ("5f0c0000-0000-4000-8000-000000000000/old.pdf", "binding-x/story.html"):
        (shelf / name).parent.mkdir(parents=True)
        (shelf / name).write_text("x")
        for path in (shelf / name, (shelf / name).parent):
            os.utime(path, (0, time.time() - pdf.KEPT - 1))
    pdf.tidy()
    assert list(shelf.iterdir()) == []
