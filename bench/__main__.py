"""`make bench`: the house and, beside it in the same run, what others would have built. The table goes to stdout, all figures to a JSON file."""

import argparse
import asyncio
import os
import platform
import statistics
import sys
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storyteller.settings")
import django

django.setup()

import orjson  # noqa: E402
import psutil  # noqa: E402
import uvloop  # noqa: E402

from bench import figures  # noqa: E402
from bench.baselines import Layered, forgetful, relay, under_uvicorn  # noqa: E402
from bench.scenes import Scene, play, replay  # noqa: E402
from bench.systems import Endpoint, House, Raw, System  # noqa: E402
from stories.telling.gate import Gate  # noqa: E402

Make = Callable[[str], System]
SIZES = (1, 50, 200, 500)
SHORT = 200  # tokens of a story of the others: theirs are as far behind after 200 as they will be, and a whole run stays within a quarter of an hour

OURS: dict[str, tuple[Make, list[Scene]]] = {
    "pass": (lambda url: House(url, "pass"), [Scene(size) for size in SIZES]),
    "on": (lambda url: House(url, "on"), [*map(Scene, SIZES), Scene(50, pace=100), Scene(1, readers=200)]),
}
OTHERS: dict[str, tuple[Make, list[Scene]]] = {
    "raw": (Raw, [Scene(size, tokens=SHORT) for size in SIZES]),
    "uvicorn": (under_uvicorn, [Scene(size, tokens=SHORT) for size in SIZES]),
    "forgetful": (forgetful, [Scene(200)]),
    "relay-sdk": (lambda url: relay("sdk", url), [Scene(size, tokens=SHORT) for size in SIZES]),
    "relay-raw": (lambda url: relay("raw", url), [Scene(size, tokens=SHORT) for size in SIZES]),
    "layer-queue": (lambda url: Layered(url, "queue"), [Scene(size, tokens=SHORT) for size in (50, 200)]),
    "layer-pubsub": (lambda url: Layered(url, "pubsub"), [Scene(size, tokens=SHORT) for size in SIZES[1:]]),
}
ALL = {**OURS, **OTHERS}
REPLAY = Scene(1, tokens=3000, pace=300)


async def run_once(names: list[str], sizes: set[int]) -> list[dict[str, Any]]:
    """Every scene of every system, one after another."""
    rows = []
    for name in names:
        make, scenes = ALL[name]
        async with Endpoint() as endpoint, make(endpoint.url) as system:
            for scene in scenes:
                if scene.stories in sizes:
                    rows.append({"row": name, **await play(system, endpoint, scene)})
                    _say(rows[-1])
            if name == "on" and 1 in sizes:
                rows.append({"row": "replay", **await replay(system, endpoint, REPLAY)})
                _say(rows[-1])
    return rows


def _say(row: dict[str, Any]) -> None:
    sys.stderr.write(_line(row) + "\n")


def table(runs: list[list[dict[str, Any]]]) -> str:
    """Medians over the runs, a line a scene."""
    head = "| system | stories × readers, tokens at pace | first words p50 / p99 ms | added delay p50 / p95 / p99 / max ms | oldest token p99 | lost / repeated / unfinished | CPU ms per 1,000 tokens: web, worker, Redis, all | start, coming ms |"
    lines = [_line(_median([run[place] for run in runs])) for place in range(len(runs[0]))]
    return "\n".join([head, "|---" * 8 + "|", *lines])


def _median(rows: list[Any]) -> Any:
    """Of numbers the median, of counts of defects the worst, of words the first."""
    first = rows[0]
    if isinstance(first, dict):
        return {key: max(row[key] for row in rows) if key in DEFECTS else _median([row[key] for row in rows]) for key in first}
    return statistics.median(rows) if isinstance(first, (int, float)) else first


DEFECTS = {"lost", "repeated", "wrong", "unfinished"}


def _line(row: dict[str, Any]) -> str:
    scene = f"{row['stories']} × {row['readers']}, {row['tokens']} at {row['pace']:g}"
    if row["row"] == "replay":
        ways = [
            f"{name.replace('_', ' ')}: caught up after {way['catches_up_ms']} ms, lost {way['lost']}, repeated {way['repeated']}"
            for name, way in row.items()
            if isinstance(way, dict)
        ]
        return f"| {row['system']} | {scene} | {'; '.join(ways)} |"
    first, delay, cpu = row["first_words_ms"] or {}, row["delay_ms"] or {}, row["cpu_ms_per_1000_tokens"]
    spent = ", ".join(f"{cpu.get(part, 0):.0f}" for part in ("web", "worker1", "redis", "all"))
    cells = [
        row["system"],
        scene,
        f"{first.get('p50', 0):.1f} / {first.get('p99', 0):.1f}",
        " / ".join(f"{delay.get(name, 0):.1f}" for name in ("p50", "p95", "p99", "max")),
        f"{(row['oldest_token_ms'] or {}).get('p99', 0):.0f}",
        f"{row['lost']} / {row['repeated']} / {row['unfinished']}",
        spent,
        f"{row['start_cpu_ms']['all']:.1f}, {row['coming_cpu_ms']['all']:.1f}",
    ]
    return "| " + " | ".join(cells) + " |"


def _machine() -> dict[str, Any]:
    cpu = next((line.partition(":")[2].strip() for line in _cpu_info() if line.startswith("model name")), platform.processor())
    return {
        "cpu": cpu,
        "cores": psutil.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 2**30),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "load_before": psutil.getloadavg()[0],
        "when": datetime.now().astimezone().isoformat(timespec="minutes"),
    }


def _cpu_info() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text().splitlines() if path.exists() else []


async def main(asked: argparse.Namespace) -> None:
    figures.know_gate(partial(Gate, "zh"))
    machine, runs = _machine(), []
    out = Path(asked.out)
    for number in range(asked.runs):
        sys.stderr.write(f"run {number + 1} of {asked.runs}\n")
        runs.append(await run_once(asked.only, set(asked.sizes)))
        await asyncio.to_thread(out.write_bytes, orjson.dumps({"machine": machine, "runs": runs}, option=orjson.OPT_INDENT_2))
    sys.stdout.write(table(runs) + "\n")


def _asked() -> argparse.Namespace:
    reader = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    reader.add_argument("--runs", type=int, default=1, help="the table has their medians")
    reader.add_argument("--only", nargs="+", default=list(ALL), choices=list(ALL), help="some of the systems")
    reader.add_argument("--sizes", nargs="+", type=int, default=list(SIZES), help="some of the numbers of stories at once")
    reader.add_argument("--out", default="var/bench.json")
    return reader.parse_args()


if __name__ == "__main__":
    uvloop.run(main(_asked()))
