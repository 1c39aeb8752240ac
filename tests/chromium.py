"""The real browser of tests and proofs."""

import asyncio
import os
import shutil
from typing import Any

import pytest

IN_CI = os.environ.get("CI") == "true"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def need(there: object, what: str) -> None:
    """Skip with a line where a thing cannot be had on this machine; under CI that is a failure."""
    if not there and IN_CI:
        pytest.fail(f"{what} cannot be had, and CI skips nothing")
    if not there:
        pytest.skip(f"{what} cannot be had on this machine")


class Chromium:
    """A real Chromium, with more words on its command line; Playwright's own download is not used."""

    async def open(self, *more: str) -> Any:
        from playwright.async_api import async_playwright

        program = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
        need(program, "Chromium")
        self.playwright = await async_playwright().start()
        self.browser = await self.playwright.chromium.launch(executable_path=program, args=[*QUIET, *more])
        return self.browser

    async def close(self) -> None:
        await self.browser.close()
        await self.playwright.stop()
        await asyncio.sleep(0)


class Shared:
    """One Chromium for all who browse in one loop with no words of their own: it opens when the first of them comes."""

    def __init__(self) -> None:
        self.loop, self.chromium, self.one = asyncio.get_running_loop(), Chromium(), asyncio.Lock()
        self.browser: Any = None

    async def open(self) -> Any:
        async with self.one:
            if not (self.browser and self.browser.is_connected()):
                self.browser = await self.chromium.open()
            return self.browser

    async def close(self) -> None:
        if self.browser:
            await self.chromium.close()


class Windows:
    """A shared Chromium as one of those who share it has it: the windows that it opened are its own."""

    def __init__(self, browser: Any) -> None:
        self.browser, self.contexts = browser, list[Any]()

    async def new_context(self, **options: Any) -> Any:
        self.contexts.append(await self.browser.new_context(**options))
        return self.contexts[-1]

    async def new_page(self, **options: Any) -> Any:
        return await (await self.new_context(**options)).new_page()

    async def close(self) -> None:
        for context in self.contexts:
            await context.close()


class browsing:
    """A Chromium of one's own, or windows of one's own in the shared one."""

    shared: Shared | None = None

    def __init__(self, *more: str) -> None:
        self.more = more

    async def __aenter__(self) -> Any:
        shared = browsing.shared
        if shared and not self.more and shared.loop is asyncio.get_running_loop():
            self.opened: Windows | Chromium = Windows(await shared.open())
            return self.opened
        self.opened = Chromium()
        return await self.opened.open(*self.more)

    async def __aexit__(self, *ended: object) -> None:
        await self.opened.close()
