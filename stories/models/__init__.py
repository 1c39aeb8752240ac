"""The nouns of the product, a file each."""

from stories.models.catalogue import Companion, Dynasty, Fact, Hero, Power, Tone
from stories.models.family import Account, Child
from stories.models.library import Feedback, Series, Share, Thread
from stories.models.spending import Allowance, Charge
from stories.models.story import Story
from stories.models.teller import Teller
from stories.models.verdict import Verdict

__all__ = [
    "Account",
    "Allowance",
    "Charge",
    "Child",
    "Companion",
    "Dynasty",
    "Fact",
    "Feedback",
    "Hero",
    "Power",
    "Series",
    "Share",
    "Story",
    "Teller",
    "Thread",
    "Tone",
    "Verdict",
]
