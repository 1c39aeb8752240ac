"""Every page on the narrowest phone, with letters twice as large, and under a finger."""

from typing import Any

import pytest

from tests.browser.pages import LOCALES

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


@pytest.mark.parametrize("locale", LOCALES)
async def test_nothing_hangs_over_the_edge_at_320(walks: Any, locale: str):
    """As wide as a desk's window of 1280 at four times its size, or of 640 at twice."""
    assert await walks.found(locale, "over") == []


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("asked", ["over", "cut"])
async def test_letters_twice_as_large_hang_over_no_edge_and_are_not_cut(walks: Any, locale: str, asked: str):
    assert await walks.found(locale, f"twice as large, {asked}") == []


@pytest.mark.parametrize("locale", LOCALES)
async def test_a_finger_finds_everything(walks: Any, locale: str):
    assert await walks.found(locale, "small") == []
