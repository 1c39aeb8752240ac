"""What a teller of an endpoint says, and how it ends."""

import asyncio
from contextlib import aclosing
from math import inf

from stories import models
from stories.errors import TellerError
from stories.telling.tellers.compatible import CompatibleTeller
from tests.upstream import PIECES

STORY = "".join(PIECES)
CHAT = models.Teller(name="chat", endpoint="main", model="gpt-test")
COMPLETION = models.Teller(name="old", endpoint="main", model="davinci-test", style="completion")
SECOND = models.Teller(name="second", endpoint="fallback")


def patient(settings, first_words, stall=None):
    settings.TELLING_FIRST_WORDS = {"main": first_words, "fallback": first_words}
    settings.TELLING_STALL = stall or first_words


async def hear(prompt, teller=CHAT, told_so_far="", until=inf):
    """What the teller says, and the error it ends with or None."""
    said = []
    try:
        async with asyncio.timeout(10), aclosing(CompatibleTeller(teller, until).tell(prompt, told_so_far)) as pieces:
            async for piece in pieces:
                said.append(piece)
    except TellerError as error:
        return "".join(said), error
    return "".join(said), None
