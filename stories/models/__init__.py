"""The nouns of the product, a file each."""

from stories.models.catalogue import Companion, Dynasty, Fact, Hero, Power, Tone
from stories.models.family import Account
from stories.models.story import Story
from stories.models.teller import Teller

__all__ = ["Account", "Companion", "Dynasty", "Fact", "Hero", "Power", "Story", "Teller", "Tone"]
