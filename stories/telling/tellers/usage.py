"""What a call of an endpoint came to, in tokens: as the endpoint counts it, or else as we do."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from stories.spending import tokens

NONSENSE = 10**7  # tokens that no story comes to


@dataclass
class Usage:
    """`said`: the endpoint's words, with what it thought aloud. `counted`: tokens in and out, where it gave them."""

    said: list[str] = field(default_factory=list)
    counted: tuple[int, int] | None = None
    is_refused: bool = False  # it answered that it would not, which costs nothing

    def take(self, given: Any) -> None:
        """The `usage` of an event; what is null or makes no sense is passed over."""
        if isinstance(given, dict):
            counted = given.get("prompt_tokens"), given.get("completion_tokens")
            if all(type(number) is int and 0 <= number < NONSENSE for number in counted):
                self.counted = counted  # type: ignore[assignment]

    def came_to(self, tokens_in: int, tokens_out: int = 0) -> tuple[int, int]:
        """Where the endpoint did not count: `tokens_in` for what was asked, and for what it said at least `tokens_out`, since nobody hears it think."""
        if self.counted:
            return self.counted
        return (0, 0) if self.is_refused else (tokens_in, max(tokens_out, tokens.at_most(*self.said)))


_listening: ContextVar[Usage | None] = ContextVar("usage", default=None)


@contextmanager
def heard() -> Iterator[Usage]:
    """What is said inside is counted, in this task and in those that it begins."""
    usage = Usage()
    before = _listening.set(usage)
    try:
        yield usage
    finally:
        _listening.reset(before)


def of_this_call() -> Usage:
    """One that nobody reads where nobody pays."""
    return _listening.get() or Usage()
