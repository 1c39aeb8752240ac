"""Last lines of our own, in the story's voice."""

from stories.models import Story
from stories.telling import fork
from stories.telling.dna import Draws
from stories.telling.gate import sentences

# Where the gate stopped a teller: whatever had begun is left behind, gently.
GATE = {
    "zh": "说到这儿，说书人合上扇子，笑了：“后面的路太黑，咱们今晚不往那边走。大家都平平安安回了家，灯也点上了。”",
    "en": "Here the storyteller folded the fan and smiled. “The road beyond is too dark for tonight, so we shall not take it. "
    "Everybody came home safe, and the lamp was lit.”",
}
# Where no teller could be reached any more: they fit behind any story, and openly say that a piece of it is missing.
RESCUED = {
    "zh": [
        "说到这儿，窗外来了一阵风，把写着后半段的那页纸吹跑啦。纸飞过屋顶，飞过小河，不偏不倚，落在{hero}脚边。{hero}捡起来从头念到尾，笑了：“原来我是这么回家的呀。”说完门一关，灯一吹，睡得可香了。",
        "说书人讲到这儿，嗓子忽然没了声。喝口茶，咳一咳，剩下的声音刚好够讲个结尾：该办的事，{hero}都办妥了；该笑的人，一个个都笑了。天还没黑透，大家就全到了家，一个也没少。",
        "正说着，灯花“啪”地一跳，跳得说书人把中间那一大截忘了个干净。不要紧，结尾他记得牢牢的：月亮升起来的时候，{hero}坐在自家门槛上吃热汤面，旁边还坐着一位个子很大很大的客人，吃了三碗。",
        "“后来呢？”有个孩子问。说书人挠了挠头：“后来那段路，我也没走过。我只知道{hero}是从那条路上走回来的，两只鞋上都是泥，袖子里还藏着一个好听的故事。”",
    ],
    "en": [
        "Just here a wind came in at the window and took away the page with the rest of the story on it. Over the roofs it went, and over the river, "
        "and it came down, of all places, at the feet of {hero}, who picked it up, read it to the end, and laughed. “So that is how I got home!” "
        "Then the door was shut, and the lamp was blown out, and that was a very good sleep.",
        "At this point the storyteller’s voice gave out. A cup of tea, a small cough, and there was just enough of it left for the ending: whatever had to be "
        "put right, {hero} put right; whoever ought to laugh had laughed; and before it was quite dark they were all at home, with not one missing.",
        "The wick snapped, the lamp jumped, and the storyteller clean forgot the middle of the tale. The end was still there, safe and sound: when the moon "
        "came up, there sat {hero} on the doorstep with a bowl of hot noodles, and on the doorstep too sat a very, very large guest, who had three.",
        "“And then?” asked a child. The storyteller scratched a grey head. “I never walked that bit of the road myself. I only know that {hero} came back "
        "along it, with mud on both shoes and a good story tucked up one sleeve.”",
    ],
}  # fmt: skip

_SOMEBODY = {"zh": "咱们的主人公", "en": "our hero"}
_BREAKS_OFF = {"zh": "……", "en": " …"}


def drawn(draws: Draws, language: str) -> str:
    """With an open slot for the hero."""
    return draws.one("rescued", dict(zip("1234", RESCUED[language], strict=True)))


def rescued(story: Story, told_so_far: str) -> str:
    """What brings a story that lost its teller to an end, behind whatever was told."""
    return _joint(told_so_far, story.language) + _lines(story)


def gate(story: Story, told_so_far: str) -> str:
    """What brings a story to an end that the gate stopped."""
    return _joint(told_so_far, story.language) + GATE[story.language]


def already(story: Story, told_so_far: str) -> str:
    """The ending of our own, or the question, with which `told_so_far` closes; nothing where it does not. A worker may be lost between the last words and the row."""
    if told_so_far.endswith(_lines(story)):
        return Story.Ending.RESCUED
    if story.asks and told_so_far.endswith(fork.of(story).question):
        return Story.Ending.ASKED
    return Story.Ending.GATE if told_so_far.endswith(GATE[story.language]) else ""


def _lines(story: Story) -> str:
    return drawn(Draws(story.seed, dict(story.dna)), story.language).format(hero=_hero(story))


def _hero(story: Story) -> str:
    if Story.HERO in story.names:
        return Story.HERO
    return story.hero.in_language("name", story.language) if story.hero else _SOMEBODY[story.language]


def _joint(told_so_far: str, language: str) -> str:
    if not told_so_far or told_so_far.endswith("\n"):
        return ""
    broken = _BREAKS_OFF[language] if sentences.break_off(told_so_far) else ""
    return (broken.lstrip() if told_so_far[-1].isspace() else broken) + "\n"
