"""A reader that a test drives by hand, one look at a time: what it hears of each, and what it loses with its connection."""

from itertools import pairwise

from stories.consumers import frame
from stories.delivery.follow import _Reader, look
from stories.models import Story


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

    def leaves(self):
        self.line = None

    async def looks(self, bell, hears):
        """One look; of what came of it only the first frames arrive before the connection breaks (99: it holds). The places it was sent back from and to."""
        self.line.bell_rang = bell
        events = [frame(event) for event in await self.line.catch_up()]
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
