"""What a moderator is shown at once: a sentence, or as much of a long one as fits."""

import re

from stories.telling.gate import sentences

LONGEST = 80  # characters
FIRST = 8  # after so many the first piece may end at a comma: a child waits for it
_PAUSE = re.compile(r"[，、；：,;:—]+[”’』」\"')]*\s?|\s")
_CONTEXT = 2  # sentences


def cut(text: str, is_first: bool, finished: bool = False) -> list[str]:
    """`text` in pieces; they join to it again. The last is still open, unless `finished`; it may be empty."""
    pieces: list[str] = []
    while length := _whole(text, is_first and not pieces, finished):
        pieces.append(text[:length])
        text = text[length:]
    return [*pieces, text]


def before(told: str) -> str:
    """The last sentences of `told`, for a moderator to understand what comes."""
    return "".join(sentences.split(told[-3 * LONGEST :])[-_CONTEXT:])


def _whole(text: str, is_first: bool, finished: bool) -> int:
    """Where the first piece of `text` ends; 0 where that is not known yet."""
    ends = sentences.ends_in(text if not finished else text + " ")
    fits = [end for end in ends if end <= LONGEST and (end < len(text) or finished)]  # a closing quote may still come
    if fits:
        return fits[-1]
    if len(text) > LONGEST or (is_first and len(text) > FIRST):
        return _at_a_pause(text, FIRST if is_first else LONGEST // 2)
    return 0


def _at_a_pause(text: str, earliest: int) -> int:
    """Behind a comma or a space; a long text without one is cut anyway."""
    pauses = [found.end() for found in _PAUSE.finditer(text, 0, LONGEST) if found.end() >= earliest]
    if len(text) > LONGEST:
        return pauses[-1] if pauses else LONGEST
    commas = [end for end in pauses if not text[end - 1].isspace() or text[end - 2] in ",;:"]
    return commas[0] if commas and commas[0] < len(text) else 0
