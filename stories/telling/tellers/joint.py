"""Where a model goes on from what was told, it may say the last of it again, or lose a space: the joint puts that right."""

from collections.abc import AsyncIterator

from stories.telling.gate import sentences

LOOKS_BACK = 4  # sentences, the unfinished one among them
SHORTEST = 3  # characters: a drum may go on beating "咚！咚！"
SHORTEST_UNFINISHED = 2


async def joined(pieces: AsyncIterator[str], told: str, language: str) -> AsyncIterator[str]:
    """`pieces` that go on from `told`, less what they say again: its last sentences, or the beginning of an unfinished one.

    Text is held only while it could still be a repetition; what is nothing else is not said.
    """
    endings, begun, is_new = _endings(told), "", False
    async for piece in pieces:
        begun += piece
        if not is_new:
            rest = _rest(begun, endings)
            if rest is None:
                continue
            is_new, begun = True, rest if rest is not begun else _behind(told, rest, language)
        if begun:
            yield begun
            begun = ""


def _endings(told: str) -> list[str]:
    """How `told` ends, from the beginning of each of its last sentences, the longest first; with and without the line break behind."""
    starts, place = [], 0
    for sentence in sentences.split(told):
        if sentence.strip():
            starts.append(place)
        place += len(sentence)
    endings = [ending for start in starts[-LOOKS_BACK:] for ending in (told[start:].lstrip(), told[start:].strip())]
    return [ending for ending in endings if len(ending.rstrip()) >= (SHORTEST_UNFINISHED if sentences.break_off(ending) else SHORTEST)]


def _rest(begun: str, endings: list[str]) -> str | None:
    """What is new in `begun`; None while that cannot be said yet."""
    said = begun.lstrip()
    if not said:
        return None
    for ending in endings:
        if said.startswith(ending):
            return said.removeprefix(ending)
        if ending.startswith(said):
            return None
    return begun


def _behind(told: str, rest: str, language: str) -> str:
    """In the middle of a sentence no paragraph begins, and in English words stand apart."""
    if sentences.break_off(told):
        rest = rest.lstrip("\n")
    stand_close = told[-1:].strip() and (rest[:1].isalnum() or rest[:1] in tuple("“‘"))
    return f" {rest}" if language == "en" and stand_close else rest
