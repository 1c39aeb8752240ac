"""Each fault of a moderator, through a whole house: what a child saw, and how soon. `make moderators`.

The teller says a character each 33 ms; every third story holds a sentence that the moderator will not have. The house has half a second's
patience for a judgement. 0 characters that were not judged fit may be seen.
"""

import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.house import House, Visitor
from tests.moderation import BAD, SENSELESS
from tests.redteam.whole import beside
from tests.upstream import Upstream

STORY = "从前有座山，山里有座庙。庙里住着沈括。他正数星星呢。"
BAD_SENTENCE = "他走进了黑暗的山洞，再也没有出来。"
FAULTS = ("silent", "reset", "500", "429", "401", "404", "html", *SENSELESS)
OURS = "说到这儿，说书人合上扇子"  # how the ending of our own begins
PACE = 1 / 30  # seconds a character


@dataclass
class Seen:
    """`first`: seconds from the choice to the first words, and to the page's first judged sentence."""

    what: str
    text: str
    first: float
    judged: list[str]

    @property
    def unjudged(self) -> int:
        """Characters that a child saw, were not ours, and were never found fit."""
        told = self.text.partition(OURS)[0].rstrip("…\n")
        return len(told) if told.strip() not in "".join(self.judged) else 0


def main() -> int:
    worst = 0
    with _house() as (parent, upstream):
        for what, modes, story in _cases():
            upstream.moderation, upstream.pieces, upstream.judged = modes, list(story), []
            seen = _told(parent, upstream, what)
            worst += seen.unjudged
            sys.stdout.write(
                f"{what:34} first words {seen.first:4.1f} s, unjudged {seen.unjudged}, child saw: {seen.text.replace(chr(10), ' / ')}\n"
            )
            sys.stdout.flush()
    sys.stdout.write(f"characters that nobody judged: {worst}\n")
    return 1 if worst else 0


def _cases() -> Iterator[tuple[str, list[str], str]]:
    yield "fit", ["good"], STORY
    yield "fit, judged in 300 ms", ["slow"], STORY
    yield "one sentence refused, then again", ["good"], STORY[:19] + BAD_SENTENCE + STORY[19:]
    for fault in FAULTS:
        yield f"{fault}, once", [fault, "good"], STORY
        yield f"{fault}, for good after a sentence", ["good", fault], STORY


def _told(parent: Visitor, upstream: Upstream, what: str) -> Seen:
    began, first = time.monotonic(), 0.0
    story = parent.begin()
    while not first:
        if parent.text(story).text.strip():
            first = time.monotonic() - began
        time.sleep(0.01)
    text = parent.wait_for_end(story).text
    fit = [words for asked in upstream.judged for words in asked["input"] if not any(bad in words for bad in BAD)]
    return Seen(what, re.sub(r"\n+", "\n", text), first, fit)


@contextmanager
def _house() -> Iterator[tuple[Visitor, Upstream]]:
    with beside(Upstream(pause=PACE)) as upstream:
        house = House(OPENAI_BASE_URL=upstream.url, STORYTELLER_MODERATOR="0.5", STORYTELLER_DAILY_STORIES="1000,1000,1000")
        try:
            yield house.visitor(), upstream
        finally:
            house.stop()


if __name__ == "__main__":
    sys.exit(main())
