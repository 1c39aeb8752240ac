"""A teller of our own words, by the tellers' contract: pieces, faults and silences in the order of a script."""

import asyncio
from collections.abc import AsyncGenerator


class Scripted:
    """Says strings, raises exceptions, waits for events. Who begins in the middle hears from there on."""

    def __init__(self, *script: object) -> None:
        self.script = script
        self.asked: list[str] = []
        self.closed = 0

    async def tell(self, prompt: object, told_so_far: str) -> AsyncGenerator[str]:
        self.asked.append(told_so_far)
        skip = len(told_so_far)
        try:
            for step in self.script:
                if isinstance(step, str):
                    skip, words = max(0, skip - len(step)), step[skip:]
                    if words:
                        yield words
                elif isinstance(step, asyncio.Event):
                    await step.wait()
                else:
                    raise step
        finally:
            self.closed += 1


class Turns:
    """A script of its own for each time it is asked; the last one stays."""

    def __init__(self, *scripts: tuple[object, ...]) -> None:
        self.tellers = [Scripted(*script) for script in scripts]
        self.asked: list[str] = []

    def tell(self, prompt: object, told_so_far: str) -> AsyncGenerator[str]:
        self.asked.append(told_so_far)
        return (self.tellers.pop(0) if len(self.tellers) > 1 else self.tellers[0]).tell(prompt, told_so_far)
