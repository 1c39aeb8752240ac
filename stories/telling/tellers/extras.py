"""What is asked of an endpoint beside the story: a bound, a count, and who asks. Not every one knows these fields, and some refuse what they do not know."""

import re
from typing import Any

from openai import APIStatusError

from stories.models import Teller
from stories.telling.prompts import Prompt

REFUSED = (400, 422)
_COUNT: dict[str, Any] = {"stream_options": {"include_usage": True}}

# Address, model and style -> how many of the ways to ask below it has refused. Of this process: an endpoint may learn.
_refused: dict[tuple[str, str, str], int] = {}
TOO_MUCH = re.compile(r"too (?:large|high|big|many)|at most|less than|exceed|maximum|greater", re.IGNORECASE)


class Extras:
    """One call's: `fields` are sent, and `are_refused` says whether to ask once more, with fewer."""

    def __init__(self, address: str, model: str, style: str, prompt: Prompt) -> None:
        self.endpoint = address, model, style
        self.ways = _of_completion(prompt) if style == Teller.Style.COMPLETION else _of_chat(prompt)
        self.way = min(_refused.get(self.endpoint, 0), len(self.ways) - 1)

    @property
    def fields(self) -> dict[str, Any]:
        return self.ways[self.way]

    def are_refused(self, refused: APIStatusError) -> bool:
        """Only where the refusal names one of them: any other is about the asking itself."""
        if refused.status_code not in REFUSED or not any(name in refused.message for name in self.fields):
            return False
        self.way += 1
        if not TOO_MUCH.search(refused.message):  # it knows the field, and this once would not have so much
            _refused[self.endpoint] = max(_refused.get(self.endpoint, 0), self.way)
        return self.way < len(self.ways)


def _of_chat(prompt: Prompt) -> list[dict[str, Any]]:
    """The bound has an older name, which endpoints know that know little else."""
    most, who = prompt.tokens_with_thoughts, prompt.choices.asked_by
    known_by = {"safety_identifier": who} if who else {}
    return [{"max_completion_tokens": most, **_COUNT, **known_by}, {"max_tokens": most}, {}]


def _of_completion(prompt: Prompt) -> list[dict[str, Any]]:
    """Its bound stands in the asking itself: without it a story would end after 16 tokens."""
    return [_COUNT, {}]
