"""A word as it may be said: one or many."""

from collections.abc import Iterator

from stories.telling.gate.fold import fold


def forms(word: str) -> Iterator[str]:
    """The word as texts are folded; in Latin letters with its plural, or its singular."""
    folded = fold(word)
    yield from sorted({folded, *(form for one in _singles(folded) for form in _with_plurals(one))} if folded[-1:].isascii() else {folded})


def _singles(word: str) -> Iterator[str]:
    yield word
    for ending, instead in (("ies", "y"), ("ves", "f"), ("ves", "fe"), ("es", ""), ("s", "")):
        stem = word.removesuffix(ending)
        if stem != word and not word.endswith("ss") and len(stem) >= (2 if instead else 3):
            yield stem + instead


def _with_plurals(word: str) -> Iterator[str]:
    yield from (word, f"{word}s", f"{word}es")
    for ending, many in (("y", "ies"), ("f", "ves"), ("fe", "ves")):
        if word.endswith(ending):
            yield word.removesuffix(ending) + many
