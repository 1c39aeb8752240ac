from collections.abc import AsyncGenerator
from math import inf
from typing import Protocol

from stories import models
from stories.telling.prompts import Prompt
from stories.telling.tellers.builtin.teller import BuiltinTeller
from stories.telling.tellers.compatible import CompatibleTeller


class Teller(Protocol):
    def tell(self, prompt: Prompt, told_so_far: str) -> AsyncGenerator[str]:
        """The story's text in pieces of any size, from where `told_so_far` ends; a normal return means told to its end.

        Raises TellerError when the end was not reached: whether asking again can help stands on it. Closing the generator ends whatever it has under way at once.
        """
        ...


def teller_for(row: models.Teller, until: float = inf) -> Teller:
    """`until`: when an endpoint must have said all, on the monotonic clock. The built-in teller is as slow as its pace."""
    if row.endpoint == models.Teller.Endpoint.BUILTIN:
        return BuiltinTeller()
    return CompatibleTeller(row, until)
