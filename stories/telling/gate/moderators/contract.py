from dataclasses import dataclass
from typing import Protocol

from stories.models import Verdict


@dataclass(frozen=True)
class Judgement:
    """`reason` is empty where the words are fit for a child; `judge`: which moderator, and what it said, for curators."""

    reason: str = ""
    judge: str = ""

    @property
    def fit(self) -> bool:
        return not self.reason


class Moderator(Protocol):
    """Somebody outside the list of words who understands a sentence."""

    name: str

    async def judge(self, words: str, before: str = "") -> Judgement:
        """Whether `words` are fit for a child, behind the sentences `before`. Raises ModeratorError, and NoModerator where there is none."""
        ...


FIT = Judgement()
REASONS = {
    "sexual": Verdict.Reason.SEXUAL,
    "violence": Verdict.Reason.VIOLENCE,
    "self-harm": Verdict.Reason.HARM,
    "hate": Verdict.Reason.HATE,
    "harassment": Verdict.Reason.HATE,
    "illicit": Verdict.Reason.DANGER,
}


def reason_of(category: str) -> str:
    """Our reason for an endpoint's category such as `violence/graphic`."""
    return REASONS.get(category.replace("_", "-").partition("/")[0], Verdict.Reason.OTHER)
