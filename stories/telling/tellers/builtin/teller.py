import asyncio
import time
from collections.abc import AsyncGenerator, Iterator

from django.conf import settings

from stories.telling.prompts import Prompt
from stories.telling.tellers.builtin.compose import compose

PIECE = {"zh": 2, "en": 4}  # characters: pieces of a word, so that whoever shows words has to find them


class BuiltinTeller:
    """Tells at the pace of a voice: STORYTELLER_PACE characters a second, kept by the clock and not by adding up naps."""

    def __init__(self, pace: float | None = None) -> None:
        self.pace = pace or settings.STORYTELLER_PACE

    async def tell(self, prompt: Prompt, told_so_far: str) -> AsyncGenerator[str]:
        story = await asyncio.to_thread(told, prompt)
        began, said = time.monotonic(), 0
        for piece in _pieces(_rest(story, told_so_far), PIECE[prompt.choices.language]):
            await asyncio.sleep(max(0, began + said / self.pace - time.monotonic()))
            yield piece
            said += len(piece)


def told(prompt: Prompt) -> str:
    """The whole story, from what was drawn for it; a story that was begun for another teller is drawn to its end by its seed."""
    return compose(prompt.choices, prompt.choices.draws)


def _pieces(text: str, size: int) -> Iterator[str]:
    for start in range(0, len(text), size):
        yield text[start : start + size]


def _rest(story: str, told_so_far: str) -> str:
    """What is still to be told. Somebody else's beginning is brought to an end with the last paragraph of ours."""
    if story.startswith(told_so_far):
        return story[len(told_so_far) :]
    return "\n" + story.rpartition("\n")[2]
