"""The checkers themselves: what they let pass and what they do not."""

import random

import pytest

from stories.telling.gate import first_refused
from tests.proofs import tale
from tests.proofs.numbered import MANNERS, Numbered
from tests.proofs.reader import Reader
from tests.proofs.verdict import Reading, Row, Tally, judge

STORY = 7
WHOLE = tale.whole(STORY)


def test_a_story_is_its_own_and_fit_for_a_child():
    assert len(set(tale.sentences(STORY))) == len(tale.sentences(STORY))
    assert not tale.begins(STORY, tale.whole(STORY + 1)) and "\n\n" not in WHOLE
    assert not any(first_refused(tale.whole(story)) for story in range(1, 200))


@pytest.mark.parametrize("place", [1, 2, 40, tale.ends(STORY)[3], tale.ends(STORY)[5] - 1, len(WHOLE)])
def test_the_upstream_goes_on_from_what_it_is_shown(place: int):
    upstream, ways = Numbered(), set()
    for _ in range(30):
        words = upstream._next_words(STORY, WHOLE[:place], random.Random(len(ways) + upstream.calls[STORY]))
        upstream.calls[STORY] += 1
        start = len(WHOLE) - len(words)
        ways.add(place - start)
        assert start <= place and tale.in_one_voice(words) == WHOLE[start:]
        assert words[: place - start] == WHOLE[start:place]
    assert not upstream.violations and set(upstream.manners) <= {*MANNERS, "anew"}
    assert len(ways) >= (2 if place > 1 else 1)


@pytest.mark.parametrize("shown", [WHOLE[:50] + WHOLE[51:80], WHOLE[:50] + WHOLE[40:60], "话说" + WHOLE[:20], WHOLE + "完。"])
def test_the_upstream_notices_another_text(shown: str):
    upstream = Numbered()
    upstream._next_words(STORY, shown, random.Random(1))
    assert len(upstream.violations) == 1


def test_a_reader_counts_what_the_protocol_forbids():
    reader = _reader(WHOLE[:20], end="")
    assert not reader._take({"type": "text", "at": 21, "text": "天"}) and reader.gaps == 1
    assert reader._take({"type": "text", "at": 18, "text": WHOLE[18:25]})
    assert (reader.text, reader.repeated, reader.received) == (WHOLE[:25], 2, 7)
    reader._take({"type": "rewind", "to": 10})
    assert (reader.text, reader.rewound) == (WHOLE[:10], 15)
    reader._take({"type": "state", "state": "finished", "attempt": 2})
    assert (reader.end, reader.attempt) == ("finished", 2)


def test_a_whole_story_is_clean():
    assert _judged(WHOLE).is_clean() and _judged(tale.in_voice(WHOLE, 3)).is_clean()


@pytest.mark.parametrize(
    ("text", "what"),
    [(WHOLE[:60] + WHOLE[70:], (10, 0)), (WHOLE[:60] + WHOLE[50:], (0, 10)), (WHOLE[:-1], (1, 0)), (WHOLE + "完", (0, 1))],
)
def test_what_is_lost_or_told_twice_is_counted(text: str, what: tuple[int, int]):
    tally = _judged(text)
    assert (tally.lost, tally.surplus) == what and not tally.is_clean()


def test_a_reader_with_words_that_the_story_forgot_is_found():
    tally = _judged(WHOLE, row={"text": tale.in_voice(WHOLE, 1)})
    assert tally.foreign == len(tale.sentences(STORY)) and not tally.is_clean()


@pytest.mark.parametrize("end", ["failed", "stopped", "", "closed with 4404"])
def test_every_end_but_one_is_a_loss(end: str):
    assert _judged(WHOLE[:100], end=end).lost == len(WHOLE) - 100


def test_a_rescued_story_is_its_beginning_and_an_ending_of_our_own():
    beginning = WHOLE[: tale.ends(STORY)[4]]
    assert _judged(beginning + "天亮了。", row={"ending": "rescued"}).is_clean()
    assert _judged(beginning + "第6句", row={"ending": "rescued"}).wrong
    assert _judged(beginning, row={"ending": "rescued"}).wrong
    assert _judged(beginning[:-4] + "天亮了。", row={"ending": "rescued"}).wrong
    assert _judged(beginning[:-4] + "……天亮了。", row={"ending": "rescued"}).is_clean()


def _reader(text: str, end: str) -> Reader:
    return Reader("", {}, text=text, end=end)


def _judged(text: str, end: str = "finished", row: Row | None = None) -> Tally:
    there = {"state": "finished", "ending": "told", "attempt": 1, "text": text, "trouble": "", **(row or {})}
    return judge([Reading(STORY, "a", _reader(text, end))], {"a": there})
