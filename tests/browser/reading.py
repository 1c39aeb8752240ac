"""What a reader does on the reading page, and what stands there."""

from typing import Any

WORDS = """() => Array.from(document.querySelectorAll('article[data-story] p'), (paragraph) => {
  const copy = paragraph.cloneNode(true);
  for (const reading of copy.querySelectorAll('rt')) reading.remove();
  return copy.textContent;
}).join('\\n')"""
MARKUP = "() => Array.from(document.querySelectorAll('article[data-story] p'), (paragraph) => paragraph.innerHTML)"


async def words(page: Any) -> str:
    """The story on the page, without what stands above it."""
    return str(await page.evaluate(WORDS))


async def markup(page: Any) -> list[str]:
    return list(await page.evaluate(MARKUP))


async def chooses(page: Any, name: str, value: str) -> None:
    """A touch in the look panel."""
    if not await page.locator("details[data-panel][open]").count():
        await page.locator("[data-panel] summary").click()
    await page.locator(f"[data-panel] [data-look={name}][value={value}]").click()


async def is_above(page: Any) -> None:
    await page.locator("article[data-pinyin=on] rt").first.wait_for()


async def is_plain(page: Any) -> None:
    await page.locator("article[data-pinyin=off]").wait_for()
