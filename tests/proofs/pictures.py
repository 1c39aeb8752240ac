"""Every page as it looks, at four widths, by day and by night, in each language: PNG files, and a sheet of all of them.

`python -m tests.proofs.pictures [--out FOLDER] [--widths 320,1440] [--locales zh-CN] [--pages choose,shelf]`
"""

import argparse
import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.browser.pages import LOCALES, walk
from tests.chromium import browsing
from tests.house import ROOT, House

WIDTHS = {320: 640, 390: 844, 768: 1024, 1440: 900}
THEMES = ("light", "dark")
THEME = "theme => { document.documentElement.dataset.theme = theme; }"
SHEET = """<!doctype html>
<meta charset="utf-8">
<title>Storyteller: every page</title>
<style>
  body {{ font: 15px sans-serif; background: #888 }}
  h2 {{ position: sticky; top: 0; margin: 2rem 0 0.5rem; padding: 0.3rem; background: #fff }}
  a {{ display: inline-block; margin: 0 0.5rem 0.5rem 0; vertical-align: top }}
  img {{ display: block; height: 26rem; width: auto; max-width: 40rem; object-fit: cover; object-position: top }}
</style>
{parts}
"""


async def take(options: argparse.Namespace, house: House) -> list[str]:
    taken = []
    async with browsing() as browser:
        for locale in options.locales:
            page = await (await browser.new_context(locale=locale, reduced_motion="reduce", service_workers="block")).new_page()
            async for name in walk(page, house):
                if not options.pages or name in options.pages:
                    taken += [file async for file in _shots(page, options, f"{name}-{locale}")]
                    print(taken[-1], flush=True)
    return taken


async def _shots(page: Any, options: argparse.Namespace, name: str) -> Any:
    for width in options.widths:
        await page.set_viewport_size({"width": width, "height": WIDTHS.get(width, 900)})
        for theme in THEMES:
            await page.evaluate(THEME, theme)
            file = f"{name}-{width}-{theme}.png"
            await page.screenshot(path=options.out / file, full_page=not options.first_screen)
            yield file


def sheet(files: list[str]) -> str:
    return SHEET.format(parts="\n".join(_parts(files)))


def _parts(files: list[str]) -> Iterator[str]:
    before = ""
    for file in files:
        name = file.rsplit("-", 2)[0]
        if name != before:
            yield f"<h2>{name}</h2>"
        yield f'<a href="{file}"><img src="{file}" alt="{file}" loading="lazy"></a>'
        before = name


def _listed(words: str) -> list[str]:
    return words.split(",")


def main() -> int:
    words = argparse.ArgumentParser(prog="python -m tests.proofs.pictures", description=__doc__)
    words.add_argument("--out", type=Path, default=ROOT / "var/screenshots", help="a folder for them")
    words.add_argument("--widths", type=lambda words: [int(width) for width in words.split(",")], default=list(WIDTHS))
    words.add_argument("--locales", type=_listed, default=LOCALES)
    words.add_argument("--pages", type=_listed, default=[], help="only these")
    words.add_argument("--first-screen", action="store_true", help="only what is seen before scrolling")
    options = words.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    house = House(STORYTELLER_PACE="100")
    try:
        files = asyncio.run(take(options, house))
    finally:
        house.stop()
    (options.out / "index.html").write_text(sheet(files), encoding="utf-8")
    print(f"{len(files)} pictures: {options.out / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
