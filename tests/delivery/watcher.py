"""A reader that a test drives by hand, one look at a time: what it hears of each, and what it loses with its connection."""

from itertools import pairwise

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from stories.consumers import frame
from stories.delivery.bells import Bell, _understood
from stories.delivery.follow import _Reader, look
from stories.models import Story

WHICH = st.integers(0, 3)
BELLS = st.sampled_from(["all", "all", "some", "none"])


class Watcher:
    """Keeps what it was told and goes by docs/protocol.md. `knows`: it passes back the attempt that it heard of."""

    def __init__(self, story_id, knows):
        self.story_id, self.knows = story_id, knows
        self.text, self.attempt = "", 1
        self.line = None
        self.end = ""
        self.rewinds = []

    async def opens_the_page(self):
        copy = await look(self.story_id)
        self.text, self.attempt = copy.text, copy.attempt

    def comes(self):
        self.line = _Reader(self.story_id, len(self.text), self.attempt if self.knows else None)
        self.bell = Bell()

    def leaves(self):
        self.line = None

    async def looks(self, bell, hears):
        """One look: at `all` that the bell said, at `some` of its words, or at `none`, for it was lost. The places it was sent back from and to.

        Of what came of it only the first frames arrive before the connection breaks (99: it holds).
        """
        rang, words = self.bell.take()
        heard = {"all": (rang, words), "some": (rang, words[::2] + words[-1:]), "none": (False, [])}[bell]
        events = [frame(event) for event in await self.line.catch_up(*heard)]
        assert all(event.get("state") not in Story.ENDS for event in events[:-1]), "the end state is the last frame"
        sent_back = [move for event in events[:hears] if (move := self._take(event))]
        if hears < 99 or self.end:
            self.leaves()
        return sent_back

    def _take(self, event):
        assert not self.end, "nothing comes after the end state"
        match event:
            case {"type": "text", "at": at, "text": text}:
                assert at == len(self.text) and text, f"a gap or an overlap: {event} behind {len(self.text)} code points"
                self.text += text
            case {"type": "state", "state": state, **more}:
                self.attempt = max(self.attempt, more.get("attempt", 1))
                self.end = state if state in Story.ENDS else ""
            case {"type": "rewind", "to": to}:
                assert to < len(self.text)
                before, self.text = self.text, self.text[:to]
                return before, to
        return None


def token(attempt, place, ends=True):
    """Words that name who said them and where, so that a wrong continuation can be seen."""
    return f"⟨{attempt}·{place}⟩" + "。" * ends


def is_sound(text):
    """Each token stands at the place that it names, attempts follow one another, and none breaks off but where the next attempt begins."""
    places = [place for place, sign in enumerate(text) if sign == "⟨"]
    said = [(place, text[place:after]) for place, after in pairwise([*places, len(text)])]
    attempts = []
    for place, words in said:
        number = words[1:].partition("·")[0]
        whole = words.rstrip("。") == token(number, place, ends=False)
        is_cut = token(number, place).startswith(words) or words == "⟨" + number
        attempts.append((int(number) if "·" in words else None, whole))
        if not whole and not is_cut:
            return False
    in_order = all(one is None or two is None or one <= two - (not whole) for (one, whole), (two, _) in pairwise(attempts))
    return in_order and (not places or places[0] == 0)


class Watchers:
    """Readers that come, look, and lose their lines, as rules of a state machine that knows the `truth`."""

    @precondition(lambda self: len(self.readers) < 4)
    @rule(knows=st.booleans(), has_page=st.booleans())
    def reader_joins(self, knows, has_page):
        reader = Watcher(self.row.pk, knows)
        if has_page:
            self.do(reader.opens_the_page())
        self._comes(reader)
        self.readers.append(reader)

    @rule(which=WHICH, bell=BELLS, hears=st.sampled_from([0, 1, 2, 99, 99, 99]))
    def reader_looks(self, which, bell, hears):
        if not self.readers:
            self.reader_joins(knows=True, has_page=bell == "all")
        reader = self.readers[which % len(self.readers)]
        if not reader.end:
            self._look(reader, bell, hears)

    def _look(self, reader, bell, hears):
        is_new = reader.line is None or reader.line.attempt is None
        if is_new:
            self._comes(reader)
        self._ring()
        was_right = self.truth.startswith(reader.text)
        for before, to in self.do(reader.looks(bell, hears)):
            is_same_by_chance = before[to:] == "⟨"  # an earlier attempt's word was lost, and this one's begins alike
            excused = is_same_by_chance or (is_new and not reader.knows and self.was_harmed)
            assert excused or not self.truth.startswith(before), "sent back though nothing was lost"
            assert self.truth.startswith(before[:to])
        # Both faults at once: the next worker could not see the log, which nobody can write anew yet. Who is told of it now is sent back later.
        is_lost_later = self.is_away and self._log().startswith(reader.text)
        assert not was_right or is_lost_later or self.truth.startswith(reader.text), "a wrong word"

    def _ring(self):
        """What was rung since the last time, to everybody whose line holds. The pong stands behind it."""
        self.ears.ping()
        while (message := self.ears.get_message(timeout=5))["type"] != "pong":
            for _, words in _understood(message["data"]) if message["type"] == "message" else ():
                for reader in self.readers:
                    if reader.line:
                        reader.bell.ring(words)

    def _comes(self, reader):
        if not self.truth.startswith(reader.text):
            reader.knows = True  # of two stories it could tell only the length: without the attempt it would be told wrong words
        if reader.line is None or reader.knows:
            reader.comes()
