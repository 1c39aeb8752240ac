"""A chapter of a series: version 2 with what came before. Frozen once a story has used it: write another version instead of changing a word here."""

from typing import Any

from stories.telling.prompts import v1, v2, wishes
from stories.telling.prompts.prompt import Choices, Prompt

VERSION = "chapter-1"
SHORT_ENOUGH = {"zh": 1600, "en": 4800}  # characters of the chapter before; of a longer one only its end is given

_ADVICE = {
    "zh": (
        "只讲连着讲的故事里的一回，主人公还是同一位，今晚的怪兽、地方和心愿都是新的。不用“上回说到”，也不必讲过去的来龙去脉，单听今晚的也要听得明白。\n"
        "用一两句讲昨晚那扇门后来怎样，讲完就往下走。下面“从前几回里的”每一样都要在故事里出一点力，来帮忙，用得上，或者正好路过，名字照写，不要变成回忆。\n"
        "不要再讲一遍昨晚的情节、笑话和结尾。“昨晚讲的”只是给你看的材料，不是要接着写的话。"
    ),
    "en": (
        "This is one chapter of a story that goes on from evening to evening: the same hero, and tonight a new monster, a new place and a new wish. It must stand alone: no “last "
        "time”, and no explaining of what went before.\n"
        "Begin with a sentence or two on what came of last night’s open door, then move on. Each thing “From earlier chapters” must do something small in tonight’s story: it comes "
        "to help, is of use, or is passed on the way. Call it by the words given, and do not turn it into a memory.\n"
        "Do not tell last night’s events, jokes or ending again. “What was told last night” is there for you to know, not to be gone on with."
    ),
}  # fmt: skip
_SYSTEM = {language: f"{v2._SYSTEM[language]}\n{_ADVICE[language]}" for language in ("zh", "en")}
_HEADS = {
    "zh": {"chapter": "第几回", "door": "昨晚那扇门", "recalls": "从前几回里的", "before": "昨晚讲的"},
    "en": {
        "chapter": "Chapter",
        "door": "Last night’s open door",
        "recalls": "From earlier chapters",
        "before": "What was told last night",
    },
}
_DOORS = ("door", "open")


def build(choices: Choices) -> Prompt:
    """A completion model hears only the choice: it takes no advice."""
    first = v1.build(choices)
    return Prompt(VERSION, _SYSTEM[choices.language], _user(choices), first.short, first.go_on, choices)


def _user(choices: Choices) -> str:
    heads = _HEADS[choices.language]
    lines = {"chapter": str(choices.chapter), "door": _said(choices, True), "recalls": _said(choices, False)}
    more = "\n".join(f"{heads[key]}: {words}" for key, words in lines.items() if words)
    before = f"\n\n{heads['before']}:\n\n{_before(choices)}" if choices.before else ""
    return f"{v2._user(choices)}{wishes.lines(choices)}\n{more}{before}"


def _said(choices: Choices, are_doors: bool) -> str:
    return v2._JOINTS[choices.language].join(_words(recall) for recall in choices.recalls if (recall["frame"] in _DOORS) == are_doors)


def _words(recall: dict[str, Any]) -> str:
    """On one line, whatever the family wrote."""
    return " ".join(recall["words"].split())


def _before(choices: Choices) -> str:
    text = choices.before.strip()
    return text if len(text) <= SHORT_ENOUGH[choices.language] else text.rpartition("\n")[2]
