"""Prompts: choices become what a teller is asked. Versioned; a version is frozen once a story has used it."""

from stories.telling.prompts import v1, v2
from stories.telling.prompts.prompt import Prompt, choices_of, otherwise

LATEST = v2.VERSION
build = v2.build
SYSTEMS = (*v1._SYSTEM.values(), *v2._SYSTEM.values())  # of all versions, in both languages

__all__ = ["LATEST", "SYSTEMS", "Prompt", "build", "choices_of", "otherwise"]
