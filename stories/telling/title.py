"""A story has its title before its first word, whoever tells it."""

from stories.catalogue.find import Found
from stories.models import Hero, Power
from stories.telling.tellers.builtin import material, slots
from stories.telling.tellers.builtin.deck import Deck

LONGEST = 120  # as on the row


def of(deck: Deck, language: str, hero: Hero | None, power: Found[Power]) -> str:
    lines = material.load(language)
    titles = [*lines.power(power.entry.slug if power.entry else "any")["titles"], *lines.general["titles"]]
    words = {**slots.of_hero(hero, language), "power": power.words if language == "zh" or not power.entry else power.words.lower()}
    return deck.one(f"title/{power.words}", titles).format_map(words)[:LONGEST]
