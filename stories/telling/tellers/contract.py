from collections.abc import AsyncGenerator
from typing import Protocol

from stories import models
from stories.telling.prompts import Prompt
from stories.telling.tellers.builtin.teller import BuiltinTeller
from stories.telling.tellers.compatible import CompatibleTeller


class Teller(Protocol):
    def tell(self, prompt: Prompt, told_so_far: str) -> AsyncGenerator[str]:
        """The story's text in pieces of any size, from where `told_so_far` ends; a normal return means told to its end.

        Raises TellerError when the end was not reached. Closing the generator ends whatever it has under way at once.
        """
        ...


def teller_for(row: models.Teller) -> Teller:
    if row.endpoint == models.Teller.Endpoint.BUILTIN:
        return BuiltinTeller()
    return CompatibleTeller(row)
