"""The real browser of tests and proofs."""

import asyncio
import os
import shutil
from typing import Any

import pytest

IN_CI = os.environ.get("CI") == "true"


def need(there: object, what: str) -> None:
    """Skip with a line where a thing cannot be had on this machine; under CI that is a failure."""
    if not there and IN_CI:
        pytest.fail(f"{what} cannot be had, and CI skips nothing")
    if not there:
        pytest.skip(f"{what} cannot be had on this machine")


class browsing:
    """A real Chromium, with more words on its command line; Playwright's own download is not used."""

    def __init__(self, *more: str) -> None:
        self.more = more

    async def __aenter__(self) -> Any:
        from playwright.async_api import async_playwright

        program = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
        need(program, "Chromium")
        self.playwright = await async_playwright().start()
        quiet = [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            *self.more,
        ]
        self.browser = await self.playwright.chromium.launch(executable_path=program, args=quiet)
        return self.browser

    async def __aexit__(self, *ended: object) -> None:
        await self.browser.close()
        await self.playwright.stop()
        await asyncio.sleep(0)
