"""Where a sentence ends, in Chinese and in English."""

import re

# The marks that close a sentence, with the quotes and brackets behind them; a Latin full stop counts only before a space.
_END = re.compile(r"[。！？…]+[”’』」）]*|[.!?]+[”’\"')]*(?=\s)|\n+")


def ends_in(text: str) -> list[int]:
    """The place just after each whole sentence in `text`."""
    return [found.end() for found in _END.finditer(text)]


def ends_at(text: str) -> int:
    """The place just after the last whole sentence in `text`; 0 when there is none."""
    return max(ends_in(text), default=0)


def break_off(text: str) -> bool:
    """Whether `text` ends in the middle of a sentence."""
    return ends_at(text + " ") < len(text.rstrip())


def split(text: str) -> list[str]:
    """The sentences of `text`; they join to it again."""
    pieces, start = [], 0
    for found in _END.finditer(text):
        pieces.append(text[start : found.end()])
        start = found.end()
    return [*pieces, text[start:]] if start < len(text) else pieces
