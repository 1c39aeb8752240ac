"""What Lighthouse says of our pages on its middling phone, and how smoothly a slow one shows a story: medians of five runs, each with its floor.

`python -m tests.proofs.lighthouse [--runs 5] [--what pages,paint] [--pages choose] [--out FOLDER]`
"""

import argparse
import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from storyteller.redis_server import free_port
from tests.chromium import browsing
from tests.house import ROOT, House, Visitor
from tests.proofs.paint import SLOWED, Painting, paint

FOLDER = ROOT / "tests/lighthouse"
PROGRAM = FOLDER / "node_modules/lighthouse/cli/index.js"
FLOORS = {"performance": 98, "accessibility": 98, "best-practices": 98}
SEO = {"seo": 98}  # of the page that strangers may find
LONGEST_TASK, LATEST_WORD = 50, 50  # ms
TOKENS = 100  # a second


@dataclass
class Row:
    what: str
    floor: str
    found: str
    is_kept: bool
    more: str = ""

    def __str__(self) -> str:
        return f"{'ok    ' if self.is_kept else 'NOT OK'} {self.what:34} {self.floor:>12}  {self.found:<10} {self.more}"


class Pages:
    """The address and the cookies of each page, made when it is asked for: a fresh story is fresh once."""

    def __init__(self, house: House) -> None:
        self.house, self.family = house, house.visitor()
        self.told = ""

    def choose(self) -> tuple[str, Visitor | None]:
        return "/", None

    def read(self) -> tuple[str, Visitor]:
        if not self.told:
            self.told = self.family.begin()
            self.family.wait_for_end(self.told)
        return f"/stories/{self.told}/", self.family

    def fresh(self) -> tuple[str, Visitor]:
        return f"/stories/{self.family.begin(length='long')}/", self.family


async def visit(pages: Pages, name: str, number: int, out: Path) -> dict[str, Any]:
    """A browser that has never been here, but for the family's cookies."""
    address, family = getattr(pages, name)()
    port, report = free_port(), out / f"{name}-{number}"
    async with browsing(f"--remote-debugging-port={port}", "--lang=zh-CN") as browser:
        line = await browser.new_browser_cdp_session()
        cookies = family.http.cookies.items() if family else ()
        await line.send(
            "Storage.setCookies", {"cookies": [{"name": key, "value": value, "url": pages.house.url} for key, value in cookies]}
        )
        words = ["--quiet", "--output=json", "--output=html", f"--output-path={report}", f"--port={port}", "--max-wait-for-load=25000"]
        asked = await asyncio.create_subprocess_exec("node", str(PROGRAM), pages.house.url + address, *words)
        if await asked.wait():
            raise SystemExit(f"Lighthouse could not look at {address}")
    return json.loads(report.with_name(f"{report.name}.report.json").read_text(encoding="utf-8"))


def judge(name: str, reports: list[dict[str, Any]]) -> Iterator[Row]:
    for category, floor in {**FLOORS, **(SEO if name == "choose" else {})}.items():
        scores = [100 * report["categories"][category]["score"] for report in reports]
        found = f"{median(scores):.0f}"
        yield Row(f"{name}: {category}", f">= {floor}", found, median(scores) >= floor, _below(reports[-1], category))
    for what in ("first-contentful-paint", "largest-contentful-paint", "cumulative-layout-shift", "total-blocking-time"):
        yield Row(f"{name}: {what}", "", f"{median(report['audits'][what]['numericValue'] for report in reports):.3g}", True)


def _below(report: dict[str, Any], category: str) -> str:
    """The audits that took something off."""
    weights = {audit["id"]: audit["weight"] for audit in report["categories"][category]["auditRefs"]}
    return ", ".join(
        name for name, weight in weights.items() if weight and (report["audits"][name]["score"] or 0) < 0.9 and _counts(report, name)
    )


def _counts(report: dict[str, Any], name: str) -> bool:
    return report["audits"][name]["scoreDisplayMode"] in ("binary", "numeric", "metricSavings")


def pages(options: argparse.Namespace) -> Iterator[Row]:
    house = House()
    try:
        made = Pages(house)
        for name in options.pages.split(","):
            yield from judge(name, [asyncio.run(visit(made, name, number, options.out)) for number in range(1, options.runs + 1)])
    finally:
        house.stop()


def painting(options: argparse.Namespace) -> Iterator[Row]:
    slow, usual = ([asyncio.run(paint(slowed)) for _ in range(options.runs)] for slowed in (SLOWED, 1))
    (options.out / "paint.json").write_text(json.dumps([vars(run) for run in [*slow, *usual]], indent=1))
    yield from judged(slow, usual)


def judged(slow: list[Painting], usual: list[Painting]) -> Iterator[Row]:
    """Tasks on a CPU four times as slow; words on both, held to the floor as this machine is."""
    rate, longest = median(run.rate for run in slow), median(max(run.long, default=0) for run in slow)
    yield Row("tokens a second", f">= {TOKENS}", f"{rate:.0f}", rate >= TOKENS)
    tasks = f"of each run {[run.long for run in slow]}"
    yield Row("longest task, 4 x slowed, ms", f"<= {LONGEST_TASK}", f"{longest:.0f}", longest <= LONGEST_TASK, tasks)
    late = median(run.p95 for run in usual)
    yield Row("words painted, ms, p95", f"<= {LATEST_WORD}", f"{late:.0f}", late <= LATEST_WORD, _words(usual))
    yield Row("words painted, 4 x slowed, ms, p95", "", f"{median(run.p95 for run in slow):.0f}", True, _words(slow))


def _words(runs: list[Painting]) -> str:
    count, held = sum(len(run.late) for run in runs), sum(run.held for run in runs)
    return f"p50 {median(median(run.late) for run in runs):.0f}, worst {max(max(run.late) for run in runs):.0f}; {count} words, {held} more let go of"


def _install() -> None:
    lock = FOLDER / "node_modules/.package-lock.json"
    if not lock.exists() or lock.stat().st_mtime < (FOLDER / "package-lock.json").stat().st_mtime:
        subprocess.run(["npm", "ci", "--silent", "--no-audit", "--no-fund"], cwd=FOLDER, check=True)


def main() -> int:
    words = argparse.ArgumentParser(prog="python -m tests.proofs.lighthouse", description=__doc__)
    words.add_argument("--runs", type=int, default=5)
    words.add_argument("--what", default="pages,paint", help="only one of these")
    words.add_argument("--pages", default="choose,read,fresh", help="only some of these")
    words.add_argument("--out", type=Path, default=ROOT / "var/lighthouse", help="a folder for the reports")
    options = words.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    _install()
    found = []
    for what in options.what.split(","):
        for row in {"pages": pages, "paint": painting}[what](options):
            print(row, flush=True)
            found.append(row)
    (options.out / "result.json").write_text(json.dumps([vars(row) for row in found], ensure_ascii=False, indent=1))
    is_proven = all(row.is_kept for row in found)
    print("PROVEN" if is_proven else "NOT PROVEN")
    return 0 if is_proven else 1


if __name__ == "__main__":
    sys.exit(main())
