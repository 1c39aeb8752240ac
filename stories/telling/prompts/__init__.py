"""Prompts: choices become what a teller is asked. Versioned; a version is frozen once a story has used it."""

from stories.telling.prompts import v2
from stories.telling.prompts.prompt import Prompt, choices_of

LATEST = v2.VERSION
build = v2.build

__all__ = ["LATEST", "Prompt", "build", "choices_of"]
