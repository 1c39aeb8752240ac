"""From what readers heard and what the endpoint noted: what came late, what came twice, what never came."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Any

import orjson

from bench import tale
from bench.listen import Heard

Piece = tuple[float, int, str]  # when, at which place, what


@dataclass
class Tally:
    """Times in seconds. A frame's `delays` counts from when the endpoint sent the last token that it waited for; `held`, of each
    character, is how long the gate waited for a later token before it let this one through, and `age`, of each frame, how long its oldest token was under way."""

    first_words: list[float] = field(default_factory=list)
    delays: list[float] = field(default_factory=list)
    ages: list[float] = field(default_factory=list)
    held: list[float] = field(default_factory=list)
    frames: int = 0
    lost: int = 0
    repeated: int = 0
    wrong: int = 0
    unfinished: int = 0

    def table(self) -> dict[str, Any]:
        """In milliseconds."""
        spread = {"first_words": self.first_words, "delay": self.delays, "oldest_token": self.ages, "held_by_gate": self.held}
        counts = {name: getattr(self, name) for name in ("frames", "lost", "repeated", "wrong", "unfinished")}
        return {**{f"{name}_ms": _spread(values) for name, values in spread.items()}, **counts}


def judge(all_heard: Iterable[Heard], stamps: dict[int, list[float]], tokens: int, gated: bool, late: bool = False) -> Tally:
    """`late`: readers who came when the words had been sent long before; their delay counts from when they asked."""
    tally = Tally()
    for heard in all_heard:
        _judge(tally, heard, stamps.get(heard.story, []), tokens, gated, late)
    return tally


def _judge(tally: Tally, heard: Heard, sent: Sequence[float], tokens: int, gated: bool, late: bool) -> None:
    whole, ends = tale.text(heard.story, tokens), tale.ends(heard.story, tokens)
    released = _released(heard.story, tokens) if gated else ends
    text, pieces, ended = _understood(heard)
    place = 0
    tally.unfinished += not ended
    for when, at, words in pieces:
        tally.lost += max(0, at - place)
        tally.repeated += max(0, min(place, at + len(words)) - at)
        place = max(place, at + len(words))
        tally.frames += 1
        waited_for = bisect_left(released, at + len(words)) if gated else bisect_left(ends, at + len(words))
        if waited_for < len(sent):
            tally.delays.append(when - (heard.asked if late else sent[waited_for]))
            tally.ages.append(when - sent[bisect_left(ends, at + 1)])
    tally.lost += max(0, len(whole) - place)
    tally.wrong += text != whole
    if pieces and sent:
        tally.first_words.append(pieces[0][0] - (heard.asked if late else sent[0]))
    if gated and sent and not late:
        tally.held += [
            sent[bisect_left(released, end)] - sent[token] for token, end in enumerate(ends) if bisect_left(released, end) < len(sent)
        ]


def _understood(heard: Heard) -> tuple[str, list[Piece], bool]:
    """The joined text, the pieces, and whether the end was heard."""
    is_raw = bool(heard.frames) and heard.frames[0][1].startswith(b"HTTP/")
    pieces, ended = _of_stream(heard) if is_raw else _of_socket(heard)
    text = ""
    for _, at, words in pieces:
        text = text[:at] + words
    return text, pieces, ended


def _of_socket(heard: Heard) -> tuple[list[Piece], bool]:
    frames = [(when, orjson.loads(payload)) for when, payload in heard.frames]
    ended = bool(frames) and frames[-1][1].get("state") == "finished"
    return [(when, frame["at"], frame["text"]) for when, frame in frames if frame["type"] == "text"], ended


_CONTENT = re.compile(rb'"content":("(?:[^"\\]|\\.)*")')


def _of_stream(heard: Heard) -> tuple[list[Piece], bool]:
    pieces, place, begun = [], 0, b""
    for when, data in heard.frames:
        whole, _, begun = (begun + data).rpartition(b"\n\n")
        words = "".join(orjson.loads(found) for found in _CONTENT.findall(whole))
        if words:
            pieces.append((when, place, words))
            place += len(words)
    return pieces, b"[DONE]" in b"".join(data for _, data in heard.frames[-2:])


_gate_of: Callable[[str], Any] | None = None


def know_gate(gate_after: Callable[[str], Any]) -> None:
    """The gate under measure, asked again afterwards which token made it let each character go."""
    global _gate_of
    _gate_of = gate_after


def _released(story: int, tokens: int) -> list[int]:
    """For each token, the place up to which the gate had let everything through when it had seen it."""
    assert _gate_of is not None
    gate, place, places = _gate_of(""), 0, []
    for token in tale.tokens(story, tokens):
        accepted = gate.take(token)
        place += len(accepted.text) if accepted else 0
        places.append(place)
    places[-1] += len(rest.text) if (rest := gate.end()) else 0
    return places


def _spread(values: list[float]) -> dict[str, float] | None:
    if len(values) < 2:
        return {name: round(1000 * value, 2) for name in ("p50", "p95", "p99", "max") for value in values} or None
    cuts = quantiles(values, n=100, method="inclusive")
    return {name: round(1000 * value, 2) for name, value in (("p50", cuts[49]), ("p95", cuts[94]), ("p99", cuts[98]), ("max", max(values)))}
