"""Prompts: choices become what a teller is asked. Versioned; a version is frozen once a story has used it."""

from stories.telling.prompts import asking, chapter, retell, retold, v1, v2, v3
from stories.telling.prompts.prompt import Choices, Prompt, choices_of, otherwise

LATEST = v3.VERSION
SYSTEMS = tuple(
    words
    for systems in (*(version._SYSTEM for version in (v1, v2, retell, retold, chapter)), asking._ASKS, asking._ANSWER)
    for words in systems.values()
)  # of all versions, in both languages


def build(choices: Choices) -> Prompt:
    if choices.half:
        return asking.build(choices)
    if choices.told:
        return retold.build(choices) if choices.how else retell.build(choices)
    return chapter.build(choices) if choices.chapter else v3.build(choices)


__all__ = ["LATEST", "SYSTEMS", "Prompt", "build", "choices_of", "otherwise"]
