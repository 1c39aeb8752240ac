"""What somebody hears who reads with a screen reader: headings in order, a name for everything, and a story by sentences."""

import re
from itertools import pairwise
from typing import Any

from tests.browser.test_read import begin, until_told
from tests.house import House

LISTEN = """() => {
  window.heard = [];
  const live = document.querySelector("[data-live]");
  const hear = (part) => part.nodeType === 1 && window.heard.push([part.lang || part.closest("[lang]").lang, part.textContent]);
  new MutationObserver((found) => found.forEach(({ addedNodes }) => addedNodes.forEach(hear))).observe(live, { childList: true });
}"""
ENDS = re.compile(r"[。！？…!?.][”’」』）\"')]*$")


async def test_a_story_is_heard_by_sentences_and_none_twice(page: Any, unhurried: House):
    await begin(page, unhurried.url)
    await page.evaluate(LISTEN)
    told = await until_told(page)
    heard = [words for _, words in await page.evaluate("() => window.heard")]
    assert len(heard) >= 5 and all(ENDS.search(words) for words in heard[:-1]), heard
    assert max(len(words) for words in heard) < 120 and len(set(heard)) == len(heard)
    assert all(words in told.replace("\n", "") for words in heard[1:-1])


async def test_headings_stand_in_order_and_everything_has_a_name(page: Any, house: House):
    await page.goto(house.url)
    await hears_well(page)
    await begin(page, house.url)
    await until_told(page)
    await hears_well(page)


async def hears_well(page: Any) -> None:
    tree = await page.locator("body").aria_snapshot()
    levels = [int(level) for level in re.findall(r"heading .*\[level=(\d)\]", tree)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(later <= sooner + 1 for sooner, later in pairwise(levels)), levels
    nameless = re.findall(r"^\s*- (?:button|link|radio|checkbox|combobox|textbox|img|radiogroup|progressbar)(?: \[.*\])?:?$", tree, re.M)
    assert nameless == [], tree
    assert [role for role in ("banner", "main", "contentinfo") if f"- {role}" not in tree] == []
