"""The gate: is this sentence fit for a child. The only place where Accepted text is made."""

from stories.telling.gate.gate import Gate, Refusal, first_refused, known_good
from stories.telling.gate.judged import judged
from stories.telling.gate.moderators import moderator

__all__ = ["Gate", "Refusal", "first_refused", "judged", "known_good", "moderator"]
