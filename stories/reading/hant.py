"""繁體, place by place: as many code points as before, so that no place in a story moves."""

from functools import lru_cache

from opencc import OpenCC

from stories.reading.around import EDGE, around, is_settled

_HAN = ("\u3400", "\u9fff")
# Written so in some words only (憑藉, 揹著, 瞭望), which OpenCC does not turn back where they stand alone.
_IN_SOME_WORDS = {"藉": "借", "伕": "夫", "揹": "背", "覆": "复", "瞭": "了", "隄": "堤", "鍾": "锺", "餘": "馀", "為": "爲"}


def traditional(text: str) -> str:
    """`text` in 繁體 as it is written in Taiwan (裡面, 麵條); whatever is no Chinese character stays as it is."""
    return "".join(written(text, place) for place in range(len(text)))


def written(text: str, place: int) -> str:
    """The character at `place` as its words write it: 头发 頭髮, 发现 發現."""
    letter = text[place]
    if not _HAN[0] <= letter <= _HAN[1]:
        return letter
    left, right = (part.strip(EDGE) for part in around(text, place))
    words = _convert(left + letter + right)
    return words[len(left)] if len(words) == len(left) + 1 + len(right) else _alone(letter)


def is_sure(text: str, place: int) -> bool:
    """Whether nothing that may yet follow `text` changes how the character at `place` is written."""
    return not _HAN[0] <= text[place] <= _HAN[1] or is_settled(text, place)


def alike(letter: str) -> frozenset[str]:
    """`letter` in either script: 裡 里, 髮 发, 發 发. What it stands for depends on its neighbours, so there may be several."""
    if not _HAN[0] <= letter <= _HAN[1]:
        return frozenset(letter)
    found = {letter, _convert(letter), _IN_SOME_WORDS.get(letter, letter), *(table.convert(letter) for table in _back())}
    return frozenset(other for other in found if len(other) == 1)


@lru_cache(1)
def _table() -> OpenCC:
    return OpenCC("s2tw")


@lru_cache(1)
def _back() -> tuple[OpenCC, OpenCC]:
    return OpenCC("t2s"), OpenCC("tw2s")


@lru_cache(4096)
def _convert(words: str) -> str:
    return _table().convert(words)


def _alone(letter: str) -> str:
    changed = _convert(letter)
    return changed if len(changed) == 1 else letter
