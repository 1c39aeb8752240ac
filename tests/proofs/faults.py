"""`python -m tests.proofs.faults`: each fault of an endpoint, through the whole house, and what its reader gets to see."""

import asyncio
import signal
import sys
import time
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tests.house import House
from tests.proofs.endpoints import BREAKS_AT, SETTINGS, STORY, Asking, FaultyHouse, Outcome, faulty_house, lines_about

COLUMNS = {"once": "once, then good", "fallback": "always, and a good fallback", "alone": "always, and no fallback"}
TRIES = 3
WAITS_BESIDE_A_FALLBACK, WAITS_ALONE = 5, 20  # seconds; who asks for more is not asked again
NEVER_SHOWN = ("org-4711", "quota", "overloaded", "hotel network", "Traceback", "Errno", "127.0.0.1", "endpoint", "sk-of-")
BUILT_IN_LABEL = "这个故事由机器用人写的片段拼成"


@dataclass(frozen=True)
class Fault:
    """`wait`: seconds that the endpoint asks for. What is `odd` is no fault; against a `permanent` one asking again does not help;
    one `without_end` takes all the time that there is for a story. `keeps`: characters sent that its reader gets to see, at least."""

    what: str
    mode: str
    manner: str = "exact"
    wait: float = 0
    odd: bool = False
    permanent: bool = False
    without_end: bool = False
    keeps: int = BREAKS_AT

    def answers(self, column: str) -> list[str]:
        return [self.mode, "good"] if column == "once" else [self.mode]

    def expected(self, column: str) -> tuple[str, int, int]:
        """The ending, and how many calls the main endpoint and the fallback get."""
        if self.odd:
            return "told", 1, 0
        if self.without_end:
            return "rescued", 1, 0
        gives_up = self.permanent or self.wait > (WAITS_BESIDE_A_FALLBACK if column == "fallback" else WAITS_ALONE)
        if column == "fallback":
            return "told", 1 if gives_up else TRIES, 1
        if column == "once" and not gives_up:
            return "told", 2, 0
        return "rescued", 1 if gives_up else TRIES, 0


REFUSED = Fault("refused: nobody at the port", "refused")
FAULTS = [
    Fault("429, Retry-After: 2", "429 after=2", wait=2),
    Fault("429, Retry-After: 7", "429 after=7", wait=7),
    Fault("429, Retry-After: 120", "429 after=120", wait=120),
    Fault("429, Retry-After as a date 3 s ahead", "429 date=3", wait=3),
    Fault("429, retry-after-ms: 1500", "429 ms=1500", wait=1.5),
    Fault("429, Retry-After that makes no sense", "429 after=soon"),
    Fault("429 without Retry-After", "429"),
    Fault("500", "500"),
    Fault("503, Retry-After: 2", "503 after=2", wait=2),
    Fault("reset before any header", "reset"),
    Fault("silence: no headers", "silent"),
    Fault("mute: headers and nothing more", "mute"),
    Fault("stall in the middle", "stall"),
    Fault("cut in the middle", "cut", keeps=1),
    Fault("cut; begins the unfinished sentence again", "cut", "again", keeps=1),
    Fault("cut; repeats the last whole sentence", "cut", "repeats", keeps=1),
    Fault("clean end without finish_reason", "no_finish"),
    Fault("early [DONE]", "early_done"),
    Fault("malformed chunk", "malformed"),
    Fault("HTML instead of events", "html"),
    Fault("error in the stream", "error_in_stream"),
    Fault("finish_reason length", "length"),
    Fault("finish_reason content_filter", "content_filter"),
    Fault("trickle: never an end", "trickle", without_end=True),
    Fault("body never ends after [DONE]", "endless", odd=True),
    Fault("silence after finish_reason stop", "hangs", odd=True),
    Fault("empty, null and holed choices", "holes", odd=True),
    Fault("400", "400", permanent=True),
    Fault("401", "401", permanent=True),
    Fault("403", "403", permanent=True),
    Fault("404", "404", permanent=True),
    Fault("422", "422", permanent=True),
]
Outcomes = dict[tuple[str, str], Outcome]  # by what the fault is, and its column


async def outcomes(house: House, main: int, fallback: int | None, faults: list[Fault], columns: list[str]) -> Outcomes:
    """All stories at once; only where nobody shall be at the port, everybody else has to wait."""
    async with FaultyHouse(house, main, fallback) as faulty:
        came = {}
        for column in sorted(columns) if REFUSED in faults else []:
            came[REFUSED.what, column] = await faulty.tell_with_a_closed_door(opens_again=column == "once")
        await faulty.main.close_door()
        await faulty.main.open_door()
        rest = [(fault, column) for fault in faults if fault is not REFUSED for column in columns]
        told = await asyncio.gather(*(faulty.tell(Asking(fault.answers(column), fault.manner)) for fault, column in rest))
        came |= {(fault.what, column): outcome for (fault, column), outcome in zip(rest, told, strict=True)}
        await faulty.settle()
        rows = await faulty.rows()
        for outcome in came.values():
            outcome.row = rows[outcome.story]
        return came


def problems(fault: Fault, column: str, outcome: Outcome) -> list[str]:
    """Nothing, where all is as it was expected."""
    return [*_of_reader(outcome), *_of_text(fault, column, outcome), *_of_calls(fault, column, outcome)]


def _of_reader(outcome: Outcome) -> list[str]:
    row, states = outcome.row, [frame.get("state") for frame in outcome.frames]
    seen = f"{outcome.page} {outcome.frames}"
    checks = {
        f"the state is {row['state']}": row["state"] == "finished",
        f"closed with {outcome.code}": outcome.code == 1000,
        "the last frame is not the end state": states[-1:] == [row["state"]],
        "the reader was sent back": "rewind" not in [frame["type"] for frame in outcome.frames],
        f"the reader heard {outcome.heard!r}, the row has {row['text']!r}": outcome.heard == row["text"],
        "words of the fault were shown": not [word for word in NEVER_SHOWN if word in seen],
    }
    return [problem for problem, fine in checks.items() if not fine]


def _of_text(fault: Fault, column: str, outcome: Outcome) -> list[str]:
    ending, text = outcome.row["ending"], outcome.row["text"]
    expected = fault.expected(column)[0]
    if ending != expected:
        return [f"the ending is {ending!r}, not {expected!r}: {outcome.row['trouble']}"]
    if ending == "told":
        return [] if text == STORY else [f"not the story: {text!r}"]
    return _of_rescue(fault, outcome)


def _of_rescue(fault: Fault, outcome: Outcome) -> list[str]:
    """What was told stays, and an ending of our own follows; where nothing was told, the built-in teller tells all."""
    text = outcome.row["text"]
    if not outcome.script.said:
        whole = text == outcome.row["built_in"]
        label = BUILT_IN_LABEL in outcome.page
        return [*([] if whole else [f"not the built-in teller's story: {text!r}"]), *([] if label else ["not labelled"])]
    kept = outcome.row["kept"]
    if kept is None:
        return [f"not what was told with an ending of ours: {text!r}"]
    checks = {
        f"{kept} characters kept of {outcome.script.said} that were sent": fault.keeps <= kept <= outcome.script.said,
        f"not as it was told: {text[:kept]!r}": STORY.startswith(text[:kept]),
    }
    return [problem for problem, fine in checks.items() if not fine]


def _of_calls(fault: Fault, column: str, outcome: Outcome) -> list[str]:
    _, main, fallback = fault.expected(column)
    if fault is REFUSED:
        main = int(column == "once")
    checks = {
        f"{len(outcome.main)} calls to the main endpoint, not {main}": len(outcome.main) == main,
        f"{len(outcome.fallback)} calls to the fallback, not {fallback}": len(outcome.fallback) == fallback,
        f"asked again after {gaps(outcome)} s, not {fault.wait:g}": all(gap >= fault.wait for gap in gaps(outcome)),
        "a call was left open": not outcome.script.under_way,
        "the fallback was not shown what was told": not outcome.script.said
        or all(call["shown"] >= fault.keeps for call in outcome.fallback),
    }
    return [problem for problem, fine in checks.items() if not fine]


def gaps(outcome: Outcome) -> list[float]:
    """Seconds between one call to the main endpoint and the next."""
    times = [call["time"] for call in outcome.main]
    return [round(after - before, 2) for before, after in pairwise(times)]


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    began = time.monotonic()
    print("In the environment: " + ", ".join(f"{name}={value}" for name, value in SETTINGS.items()), flush=True)
    print(f"The story has {len(STORY)} characters; what breaks off in the middle does so behind {BREAKS_AT}.", flush=True)
    faults, came, wrong = [REFUSED, *FAULTS], {}, {}
    for columns in (["once", "alone"], ["fallback"]):
        with faulty_house("fallback" in columns) as (house, *ports):
            here = asyncio.run(outcomes(house, *ports, faults, columns))
            found = {(fault.what, column): problems(fault, column, here[fault.what, column]) for fault in faults for column in columns}
            wrong |= {cell: (said, lines_about(house, here[cell].story)) for cell, said in found.items() if said}
            came |= here
    print(table(faults, came, set(wrong)))
    for (what, column), (said, lines) in wrong.items():
        print(f"\nNOT AS EXPECTED  {what} / {COLUMNS[column]}", *said, *map(str.rstrip, lines), sep="\n    ")
    print(f"\n{len(came) - len(wrong)} of {len(came)} as expected, in {time.monotonic() - began:.0f} s")
    return 1 if wrong else 0


def table(faults: list[Fault], came: Outcomes, wrong: set[tuple[str, str]]) -> str:
    """In each cell: ending and text, calls to main and fallback, seconds to the first words and to the end, gaps where a wait was asked for."""
    heads = ["fault", *COLUMNS.values()]
    rows = [
        [fault.what, *(_cell(fault, came[fault.what, column], (fault.what, column) in wrong) for column in COLUMNS)] for fault in faults
    ]
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _cell(fault: Fault, outcome: Outcome, wrong: bool) -> str:
    row = outcome.row
    times = " / ".join("never" if row[when] is None else f"{row[when]:.1f} s" for when in ("first_words", "ended"))
    waited = f", waited {' '.join(map(str, gaps(outcome))) or 'not at all'}" if fault.wait else ""
    calls = f"{len(outcome.main)}+{len(outcome.fallback)} calls"
    return f"{'**NO** ' if wrong else ''}{row['ending'] or row['state']}: {_kind_of_text(row)}, {calls}, {times}{waited}"


def _kind_of_text(row: dict[str, Any]) -> str:
    if row["text"] == STORY:
        return "the story"
    if row["text"] == row["built_in"]:
        return "a built-in story"
    return f"{row['kept'] or '?'} of its {len(row['text'])} characters, and our ending"


if __name__ == "__main__":
    sys.exit(main())
