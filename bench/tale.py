"""The text that the endpoint of the bench tells: another one for each story, cut into tokens of one to three characters."""

import random
from functools import lru_cache
from itertools import accumulate

SENTENCES = (
    "一只灰色的小鸽子停在城楼的屋檐上，歪着头看街上的人。",
    "卖糖人的老爷爷吹了一口气，糖里就鼓出一只小兔子。",
    "沈括蹲在井边，数着水里的星星，数到第七颗就笑了。",
    "“风往哪边吹，船就往哪边走吗？”小姑娘问。",
    "他把灯笼挂在桥头，好让晚归的人看得见路。",
    "远处的山像睡着了一样，盖着一床白白的云。",
    "怪兽挠挠耳朵，小声说：“我只是找不到回家的路。”",
    "大家你看看我，我看看你，谁也没有出声。",
    "锅里的汤圆一个一个浮上来，好像在排队点名。",
    "于是他们慢慢地走，走得比月亮还要慢一点。",
)


@lru_cache(4096)
def tokens(story: int, count: int) -> tuple[str, ...]:
    """The first `count` tokens of story `story`; about one and a half characters each."""
    chance = random.Random(story)
    pieces: list[str] = [f"第{story}个", "故事。"]
    while len(pieces) < count:
        left = SENTENCES[chance.randrange(len(SENTENCES))]
        while left:
            size = chance.choice((1, 1, 2, 2, 1, 2))
            pieces.append(left[:size])
            left = left[size:]
    return tuple(pieces[:count])


def text(story: int, count: int) -> str:
    return "".join(tokens(story, count))


@lru_cache(4096)
def ends(story: int, count: int) -> tuple[int, ...]:
    """The place behind each token, in code points."""
    return tuple(accumulate(map(len, tokens(story, count))))
