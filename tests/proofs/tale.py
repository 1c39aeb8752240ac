"""Story number K in numbered sentences: what the upstream tells, and what a reader's text is held against.

One character of each sentence is a voice: it names the how-manieth call told it. All voices are one text to the checker, but a
reader whose sentence comes from a call that the story has forgotten holds another text than the story.
"""

import random
import re
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import accumulate

VOICES = "甲乙丙丁戊己庚辛"
LONG = 100_000  # from this number on, stories are long
_VOICE = re.compile(f"(?<=句)[{VOICES}]")
_MARK = re.compile(r"第\d+句")
_THINGS = ("小桥", "灯笼", "竹篮", "风筝", "石狮子", "大白鹅", "糖葫芦", "油纸伞", "老水牛", "花布鞋", "铜铃铛", "芦花鸡")
_DOINGS = ("在月亮下打盹", "会唱歌", "找到了家", "笑个不停", "跟云彩说话", "学会了游水", "请大家喝茶", "数了一夜的星星")


@lru_cache(maxsize=4096)
def sentences(story: int) -> tuple[str, ...]:
    count = random.Random(f"length of {story}").randint(*(220, 240) if story >= LONG else (28, 58))
    return (*(_sentence(story, number) for number in range(1, count)), _sentence(story, count).strip())


def _sentence(story: int, number: int) -> str:
    draw = random.Random(f"{story}/{number}")
    words = f"{story}号的{draw.choice(_THINGS)}{draw.choice(_DOINGS)}"
    said = draw.choice((f"说的是{words}。", f"说的是{words}！", f"说：“{words}。”", f"问{words}，是不是？"))
    paragraph = "\n" if number % 6 == 0 else ""
    return f"第{number}句{VOICES[0]}{said}{paragraph}"


@lru_cache(maxsize=4096)
def whole(story: int) -> str:
    """The exact text of story number `story`, in the first voice."""
    return "".join(sentences(story))


@lru_cache(maxsize=4096)
def ends(story: int) -> tuple[int, ...]:
    """The places where the sentences of the story end."""
    return tuple(accumulate(map(len, sentences(story))))


def in_one_voice(text: str) -> str:
    """The same text as long, whoever told which sentence."""
    return _VOICE.sub(VOICES[0], text)


def in_voice(text: str, call: int) -> str:
    return _VOICE.sub(VOICES[call % len(VOICES)], text)


def begins(story: int, text: str) -> bool:
    """Whether `text`, in whatever voices, is how the story begins."""
    return whole(story).startswith(in_one_voice(text))


def shared(story: int, text: str) -> int:
    """How many characters of `text` are the story's, from its beginning."""
    pairs = zip(whole(story), in_one_voice(text), strict=False)
    return next((place for place, (one, other) in enumerate(pairs) if one != other), min(len(whole(story)), len(text)))


def place_of(story: int, text: str) -> int:
    """Where the story goes on from whatever `text` has become."""
    tail = in_one_voice(text)[-12:]
    found = whole(story).rfind(tail)
    return shared(story, text) if found < 0 else found + len(tail)


def told_of(story: int, text: str) -> int:
    """How many characters of the story stand in `text`, in their order."""
    same = SequenceMatcher(None, whole(story), in_one_voice(text), autojunk=False).get_matching_blocks()
    return sum(block.size for block in same)


def holds_a_sentence(text: str) -> bool:
    """Whether anything in `text` comes from the upstream."""
    return bool(_MARK.search(text))
