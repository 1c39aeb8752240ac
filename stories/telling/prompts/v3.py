"""Version 3 of the prompts: version 2, and what those who listen like and had better not hear of. Frozen once a story has used it: write v4 instead of changing a word here."""

from dataclasses import replace

from stories.telling.prompts import v2, wishes
from stories.telling.prompts.prompt import Choices, Prompt

VERSION = "3"


def build(choices: Choices) -> Prompt:
    second = v2.build(choices)
    return replace(second, version=VERSION, user=second.user + wishes.lines(choices))
