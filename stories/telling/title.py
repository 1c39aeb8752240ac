"""A story has its title before its first word, whoever tells it."""

from stories.telling import material
from stories.telling.dna import Draws, genes_of
from stories.telling.prompts.prompt import Choices
from stories.telling.tellers.builtin import slots

LONGEST = 120  # as on the row


def of(choices: Choices, draws: Draws) -> str:
    lines, power = material.load(choices.language), choices.power.slug if choices.power else "any"
    titles = {**lines.power(power)["titles"], **lines.general["titles"]}
    words = slots.of(choices, genes_of(draws, choices.language, choices.year).monster.name, friend="")
    return draws.one(f"title {power}", titles).text.format_map(words)[:LONGEST]
