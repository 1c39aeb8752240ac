"""繁體: the same words in the letters of Taiwan and Hong Kong, one letter for each."""

from functools import lru_cache

from opencc import OpenCC


def traditional(text: str) -> str:
    """`text` in traditional letters, with as many code points as it had."""
    turned: str = _converter().convert(text)
    return turned if len(turned) == len(text) else "".join(map(_letter, text))


def _letter(letter: str) -> str:
    turned: str = _converter().convert(letter)
    return turned if len(turned) == 1 else letter


@lru_cache
def _converter() -> OpenCC:
    return OpenCC("s2tw")
