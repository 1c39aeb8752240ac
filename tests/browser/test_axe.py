"""What axe finds on any page, by day and by night: nothing. It is put into pages of a browser that keeps no policy, for ours lets no stranger in."""

from importlib.resources import files
from typing import Any

import pytest
from django.conf import settings

from tests.browser.pages import BROWSER_SAYS, LOCALES
from tests.chromium import browsing
from tests.house import House

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Before a gradient axe cannot tell a contrast: it gets the plain colour of the two on which ours is lower.
LOOK = """async ({theme, tags}) => {
  document.documentElement.dataset.theme = theme;
  document.body.style.background = theme === "dark" ? "var(--glow)" : "var(--paper)";
  const found = await axe.run({runOnly: tags, resultTypes: ["violations"]});
  return found.violations.flatMap(({id, nodes}) => nodes.map(({html, failureSummary}) => `${id}: ${html}\\n${failureSummary}`));
}"""


def test_every_language_is_looked_at():
    assert set(BROWSER_SAYS) == {code for code, _ in settings.LANGUAGES}


@pytest.mark.parametrize("locale", LOCALES)
async def test_axe_finds_nothing(walks: Any, locale: str):
    wrong = await walks.found(locale, "axe")
    assert not wrong, "\n\n".join(wrong)


async def test_axe_would_find_something(unhurried: House):
    async with browsing() as browser:
        page = await (await browser.new_context(bypass_csp=True)).new_page()
        await page.goto(unhurried.url)
        await page.evaluate(
            "() => { document.querySelector('h1').outerHTML = '<img src=x><h1 style=\"color: #ccc; background: #ddd\">Come closer.</h1>'; }"
        )
        kinds = {line.split(":")[0] for line in await look(page, "light")}
        assert {"image-alt", "color-contrast"} <= kinds


async def look(page: Any, theme: str) -> list[str]:
    if not await page.evaluate("() => 'axe' in globalThis"):
        await page.evaluate(AXE)
    return await page.evaluate(LOOK, {"theme": theme, "tags": TAGS})


async def by_day_and_by_night(page: Any) -> list[str]:
    return [f"{theme}: {found}" for theme in ("light", "dark") for found in await look(page, theme)]
