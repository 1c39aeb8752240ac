"""Every page on the narrowest phone, with letters twice as large, and under a finger."""

from typing import Any

import pytest

from tests.browser.pages import LOCALES, walk
from tests.chromium import browsing
from tests.house import House

TWICE = "--blink-settings=defaultFontSize=32"  # as in the settings of a browser
OVER = """() => {
  const wide = document.documentElement.clientWidth + 1;
  const hidden = (part) => part.closest(".hush, [hidden]") || !part.checkVisibility();
  const over = [...document.body.querySelectorAll("*")].filter((part) => part.getBoundingClientRect().right > wide && !hidden(part));
  return document.documentElement.scrollWidth <= wide ? [] : over.map((part) => part.outerHTML.slice(0, 120));
}"""
CUT = """() => [...document.querySelectorAll("main *, header *, footer *")].filter((part) => {
  const { overflowX, textOverflow, webkitLineClamp } = getComputedStyle(part);
  const isMeant = part.closest(".hush") || textOverflow === "ellipsis" || webkitLineClamp !== "none";
  return overflowX !== "visible" && !isMeant && part.checkVisibility() && part.scrollWidth > part.clientWidth + 1;
}).map((part) => part.outerHTML.slice(0, 120))"""
SMALL = """() => [...document.querySelectorAll("a, button, summary, input, select, textarea")].filter((part) => {
  if (!part.checkVisibility() || part.matches(".skip, [type=hidden], [tabindex='-1']")) return false;
  const isInWords = part.matches("p a, li a") && part.closest("p, li").textContent.trim() !== part.textContent.trim();
  const { width, height } = (part.closest("label") ?? part).getBoundingClientRect();
  return !isInWords && (width < 43.5 || height < 43.5);
}).map((part) => `${part.outerHTML.slice(0, 120)} ${JSON.stringify(part.getBoundingClientRect())}`)"""


async def look(house: House, locale: str, width: int, asked: str, *words: str) -> list[str]:
    wrong: list[str] = []
    async with browsing(*words) as browser:
        page: Any = await (
            await browser.new_context(viewport={"width": width, "height": 640}, locale=locale, service_workers="block")
        ).new_page()
        async for name in walk(page, house):
            if name != "admin":
                wrong += [f"{name}: {found}" for found in await page.evaluate(asked)]
    return wrong


@pytest.mark.parametrize("locale", LOCALES)
async def test_nothing_hangs_over_the_edge_at_320(unhurried: House, locale: str):
    """As wide as a desk's window of 1280 at four times its size, or of 640 at twice."""
    assert await look(unhurried, locale, 320, OVER) == []


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("asked", [OVER, CUT], ids=["over", "cut"])
async def test_letters_twice_as_large_hang_over_no_edge_and_are_not_cut(unhurried: House, locale: str, asked: str):
    assert await look(unhurried, locale, 640, asked, TWICE) == []


async def test_a_finger_finds_everything(unhurried: House):
    assert await look(unhurried, "en-GB", 390, SMALL) == []
