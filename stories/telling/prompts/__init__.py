"""Prompts: choices become what a teller is asked. Versioned; a version is frozen once a story has used it."""

from stories.telling.prompts import asking, retell, v1, v2, v3
from stories.telling.prompts.prompt import Choices, Prompt, choices_of, otherwise

LATEST = v3.VERSION
SYSTEMS = tuple(
    system for each in (v1._SYSTEM, v2._SYSTEM, retell._SYSTEM, asking._ASKS, asking._ANSWER) for system in each.values()
)  # of all versions, in both languages


def build(choices: Choices) -> Prompt:
    if choices.half:
        return asking.build(choices)
    return retell.build(choices) if choices.told else v3.build(choices)


__all__ = ["LATEST", "SYSTEMS", "Prompt", "build", "choices_of", "otherwise"]
