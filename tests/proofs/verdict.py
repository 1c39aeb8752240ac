"""What came of each reading, held against the text that the checker expects and never against the database alone."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from tests.proofs import tale
from tests.proofs.reader import Reader

Row = dict[str, Any]


@dataclass
class Reading:
    """One reader of one story. `waited`: seconds from the tap until the story was accepted."""

    number: int
    story: str
    reader: Reader
    waited: float = 0


@dataclass
class Tally:
    stories: int = 0
    readings: int = 0
    ends: dict[str, int] = field(default_factory=dict)
    expected: int = 0
    received: int = 0
    repeated: int = 0
    lost: int = 0
    surplus: int = 0  # characters in the text that the checker did not tell, or not twice
    foreign: int = 0  # characters that a reader has and the story has not
    rewound: int = 0
    connections: int = 0
    gaps: int = 0
    after_the_end: int = 0
    longest_pause: float = 0
    longest_to_first_words: float = 0
    longest_to_acceptance: float = 0
    rescued: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def is_clean(self) -> bool:
        return not (self.lost or self.surplus or self.repeated or self.foreign or self.after_the_end or self.wrong) and self.stories > 0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def judge(readings: Iterable[Reading], rows: dict[str, Row]) -> Tally:
    tally, ends = Tally(), {}
    for reading in readings:
        row = rows.get(reading.story, {"state": "not there", "ending": "", "attempt": 0, "text": "", "trouble": ""})
        ends[reading.story] = row["ending"] or row["state"]
        _count(tally, reading)
        _judge(tally, reading, row)
    tally.ends = dict(Counter(ends.values()))
    tally.stories = len(ends)
    return tally


def _count(tally: Tally, reading: Reading) -> None:
    reader = reading.reader
    tally.readings += 1
    for name in ("received", "repeated", "rewound", "connections", "gaps", "after_the_end"):
        setattr(tally, name, getattr(tally, name) + getattr(reader, name))
    tally.longest_pause = max(tally.longest_pause, reader.longest_pause)
    tally.longest_to_first_words = max(tally.longest_to_first_words, reader.first_words_after)
    tally.longest_to_acceptance = max(tally.longest_to_acceptance, reading.waited)


def _judge(tally: Tally, reading: Reading, row: Row) -> None:
    whole, text = tale.whole(reading.number), reading.reader.text
    shared = tale.shared(reading.number, text)
    is_rescued = reading.reader.end == "finished" and row["ending"] == "rescued"
    told = shared if is_rescued or tale.in_one_voice(text) == whole else tale.told_of(reading.number, text)
    expected = shared if is_rescued else len(whole)
    tally.expected += expected
    tally.lost += expected - told
    tally.surplus += 0 if is_rescued else len(text) - told
    tally.foreign += _foreign(text, row["text"])
    if is_rescued:
        tally.rescued.append(
            f"{_name(reading)} after {shared} of {len(whole)} characters, attempt {row['attempt']}: …{text[shared:][:60]!r}"
        )
    if trouble := _trouble(reading, row, text[shared:], is_rescued):
        told = (
            f"reader has {len(text)} and {shared} are right, of {len(whole)}; row {row['state']} {row['ending']} attempt {row['attempt']}"
        )
        tally.wrong.append(f"{_name(reading)}: {trouble} ({told}; {row['trouble']})")


def _trouble(reading: Reading, row: Row, beyond: str, is_rescued: bool) -> str:
    """What is wrong with this reading, or nothing. `beyond`: what the reader has that is not the checker's."""
    reader = reading.reader
    if reader.end != "finished":
        return f"ended as {reader.end or 'nothing'}"
    if reader.text != row["text"]:
        return f"reader and row differ at {_differs_at(reader.text, row['text'])}"
    if is_rescued:
        return _trouble_of_ending(reading, beyond)
    if tale.in_one_voice(reader.text) != tale.whole(reading.number):
        return f"not the text: …{beyond[:40]!r}"
    return "" if row["ending"] == "told" else f"ending {row['ending']!r}"


def _trouble_of_ending(reading: Reading, ending: str) -> str:
    """A rescued story is its beginning and then one ending of the house's own."""
    told = reading.reader.text.removesuffix(ending)
    if not ending.strip() or tale.holds_a_sentence(ending):
        return f"no ending of our own: {ending[:40]!r}"
    is_whole = not told or told.rstrip()[-1] in "。！？”" or ending.startswith("……")
    return "" if is_whole else f"an ending in the middle of a sentence: {ending[:40]!r}"


def _foreign(text: str, row: str) -> int:
    pairs = zip(text, row, strict=False)
    return sum(one != other for one, other in pairs) + abs(len(text) - len(row))


def _differs_at(one: str, other: str) -> int:
    return next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _name(reading: Reading) -> str:
    return f"story {reading.number} ({reading.story})"
