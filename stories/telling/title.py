"""A story has its title before its first word, whoever tells it."""

from stories.telling import material
from stories.telling.dna import Draws, genes_of
from stories.telling.prompts.prompt import Choices
from stories.telling.tellers.builtin import slots

LONGEST = 120  # as on the row
_ZH = "零一二三四五六七八九"
_EN = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]


def of(choices: Choices, draws: Draws) -> str:
    lines, power = material.load(choices.language), choices.power.slug if choices.power else "any"
    titles = {**lines.power(power)["titles"], **lines.general["titles"]}
    words = slots.of(choices, genes_of(draws, choices.language, choices.year).monster.name, friend="")
    return (_head(choices) + draws.one(f"title {power}", titles).text.format_map(words))[:LONGEST]


def _head(choices: Choices) -> str:
    """The first chapter did not know yet that there would be a second."""
    if choices.chapter < 2:
        return ""
    return f"{chapter(choices.chapter, choices.language)}　" if choices.language == "zh" else f"{chapter(choices.chapter, 'en')}: "


def chapter(number: int, language: str) -> str:
    """第十二回, Chapter twelve."""
    if language == "zh":
        return f"第{_in_chinese(number)}回"
    return f"Chapter {_EN[number - 1] if 0 < number <= len(_EN) else number}"


def _in_chinese(number: int) -> str:
    if number > 99:
        return str(number)
    tens, ones = divmod(number, 10)
    return (f"{_ZH[tens] if tens > 1 else ''}十{_ZH[ones] if ones else ''}") if tens else _ZH[ones]
