"""One teller asked for a story, its words on their way through the gate to the voice; once it may go on otherwise."""

import logging
from contextlib import aclosing
from math import inf

from stories.errors import LeaseLost, TellerError
from stories.models import Story, Teller, Verdict
from stories.telling import prompts, rows, tellers
from stories.telling.gate import Refusal, judged, moderator
from stories.telling.paid import paying
from stories.telling.prompts import Prompt
from stories.telling.voice import Voice

logger = logging.getLogger(__name__)

REFUSED_AT_MOST = 2  # times a story may be refused: the second time ends it


class Asking:
    def __init__(self, story: Story, voice: Voice, prompt: Prompt) -> None:
        self.story, self.voice, self.prompt = story, voice, prompt

    async def __call__(self, teller: Teller, until: float = inf) -> None:
        """Until it has told to its end; what the gate refuses is dropped. Raises TellerError, and Refusal where that ends the story."""
        self.story.teller = teller
        while True:
            try:
                return await self._stream(teller, until)
            except Refusal as refusal:
                await self._noted(refusal)
                self.prompt = prompts.otherwise(self.prompt)

    async def _stream(self, teller: Teller, until: float) -> None:
        """What the gate still holds where the teller breaks off was never said, and is told again."""
        is_builtin = teller.endpoint == Teller.Endpoint.BUILTIN  # each of its lines was read by us before
        watching = None if is_builtin else moderator(teller.endpoint)
        avoids = () if is_builtin else self.prompt.choices.wishes.avoids  # where it has anything else to say, it says that
        async with paying(self.story, teller, self.prompt, self.voice.text):
            pieces = tellers.teller_for(teller, until).tell(self.prompt, self.voice.text)
            passing = judged(pieces, self.story.language, self.voice.text, watching, own_words(self.story), avoids)
            async with aclosing(passing):
                async for accepted in passing:
                    await self.voice.say(accepted)
        if not self.voice.text.strip():
            raise TellerError("the teller said nothing")

    async def _noted(self, refusal: Refusal) -> None:
        """Kept for parent and curator. Raises it again where nothing more may be asked."""
        logger.warning("gate: %s", refusal)
        times = await rows.surely(_note, self.story, len(self.voice.text), refusal)
        if times >= REFUSED_AT_MOST or refusal.layer == Verdict.Layer.AWAY:
            raise refusal


def own_words(story: Story) -> list[str]:
    """What the family chose in its own words, judged when it was typed: a story may say it in whatever language it is."""
    own = [getattr(story, f"{kind}_words") for kind in ("dynasty", "power", "tone") if not getattr(story, f"{kind}_id")]
    return [*own, story.answer] if story.answer else own


def _note(story: Story, place: int, refusal: Refusal) -> int:
    """How often this story was refused by now. Raises LeaseLost where it is not this attempt's any more."""
    if not Story.objects.telling().filter(pk=story.pk, attempt=story.attempt).exists():
        raise LeaseLost("the story is somebody else's, or gone")
    Verdict.objects.create(
        story=story, at=place, layer=refusal.layer, reason=refusal.reason, judge=refusal.judge[:200], words=refusal.words
    )
    return story.verdicts.count()
