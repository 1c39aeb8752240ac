"""The bench's own judge: it has to see what it is there to see."""

import orjson
import pytest

from bench import figures, tale
from bench.figures import judge
from bench.listen import Heard
from stories.telling.gate import Gate

TOKENS = 40
SENT = {7: [10 + place / 10 for place in range(TOKENS)]}


@pytest.fixture(autouse=True)
def gate():
    figures.know_gate(lambda told: Gate("zh", told))


def text_frame(when, at, text):
    return when, orjson.dumps({"type": "text", "at": at, "text": text})


END = (99.0, orjson.dumps({"type": "state", "state": "finished"}))


def told(late=0.02, together=1):
    """Every token as it was sent, so many in a frame."""
    tokens, ends = tale.tokens(7, TOKENS), tale.ends(7, TOKENS)
    frames = []
    for first in range(0, TOKENS, together):
        last = min(first + together, TOKENS) - 1
        frames.append(text_frame(SENT[7][last] + late, ends[first] - len(tokens[first]), "".join(tokens[first : last + 1])))
    return frames


def judged(frames, gated=False, end=True):
    heard = Heard(7, asked=5.0)
    heard.frames = [*frames, END] if end else frames
    return judge([heard], SENT, TOKENS, gated)


def test_a_story_that_came_whole():
    tally = judged(told())
    assert (tally.lost, tally.repeated, tally.wrong, tally.unfinished, tally.frames) == (0, 0, 0, 0, TOKENS)
    assert all(delay == pytest.approx(0.02) for delay in tally.delays)
    assert tally.first_words == [pytest.approx(0.02)]


def test_a_frame_that_gathers_is_late_by_its_last_token_and_old_by_its_first():
    tally = judged(told(together=4))
    assert all(delay == pytest.approx(0.02) for delay in tally.delays)
    assert all(age == pytest.approx(0.32) for age in tally.ages)


def test_what_never_came_is_lost():
    frames = told()
    missing = orjson.loads(frames.pop(5)[1])["text"]
    tally = judged(frames)
    assert (tally.lost, tally.repeated, tally.wrong) == (len(missing), 0, 1)


def test_an_end_that_never_came_is_missed():
    tally = judged(told()[:-1], end=False)
    assert tally.unfinished == 1 and tally.lost == len(tale.tokens(7, TOKENS)[-1])


def test_what_came_twice_is_repeated():
    frames = told()
    frames.insert(6, frames[5])
    tally = judged(frames)
    assert (tally.lost, tally.repeated) == (0, len(orjson.loads(frames[5][1])["text"]))


def test_somebody_elses_word_is_wrong():
    frames = told()
    at = orjson.loads(frames[5][1])["at"]
    frames[5] = text_frame(frames[5][0], at, "错" * len(tale.tokens(7, TOKENS)[5]))
    assert judged(frames).wrong == 1


def test_what_the_gate_holds_back_is_not_counted_as_delay(monkeypatch):
    class HoldsTheLast:
        def __init__(self):
            self.held = ""

        def take(self, piece):
            said, self.held = self.held, piece
            return type("Accepted", (), {"text": said})() if said else None

        def end(self):
            return type("Accepted", (), {"text": self.held})()

    figures.know_gate(lambda told: HoldsTheLast())
    tokens, ends = tale.tokens(7, TOKENS), tale.ends(7, TOKENS)
    frames = [
        text_frame(SENT[7][min(place + 1, TOKENS - 1)] + 0.02, ends[place] - len(tokens[place]), tokens[place]) for place in range(TOKENS)
    ]
    tally = judged(frames, gated=True)
    assert all(delay == pytest.approx(0.02) for delay in tally.delays)
    assert sorted(tally.held)[1:] == [pytest.approx(0.1)] * (TOKENS - 1)


def test_an_event_stream_that_is_torn_anywhere_is_read_whole():
    whole = b"".join(b'data: {"choices":[{"delta":{"content":%s}}]}\n\n' % orjson.dumps(token) for token in tale.tokens(7, TOKENS))
    stream = b"HTTP/1.1 200 OK\r\n\r\n" + whole + b"data: [DONE]\n\n"
    heard = Heard(7)
    heard.frames = [(10.0 + place / 1000, stream[place : place + 37]) for place in range(0, len(stream), 37)]
    tally = judge([heard], SENT, TOKENS, gated=False)
    assert (tally.lost, tally.repeated, tally.wrong, tally.unfinished) == (0, 0, 0, 0)


def test_stories_differ():
    assert len({tale.text(story, 60) for story in range(200)}) == 200
