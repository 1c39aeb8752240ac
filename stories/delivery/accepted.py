from dataclasses import dataclass
from typing import final


class NotJudged(TypeError):
    """Somebody tried to make Accepted text without the gate."""


GATE_SEAL = object()


@final
@dataclass(frozen=True, slots=True, init=False)
class Accepted:
    """Text that the gate let through: the only thing the log takes. Only `telling.gate` makes it."""

    text: str

    def __init__(self, text: str, seal: object = None) -> None:
        if seal is not GATE_SEAL:
            raise NotJudged("Only the gate makes Accepted text.")
        object.__setattr__(self, "text", text)
