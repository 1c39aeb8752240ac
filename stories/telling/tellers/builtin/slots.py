"""What stands in the slots of a line, and the lines that come from the catalogue."""

from stories.models import Hero
from stories.telling.material import Pile, pile
from stories.telling.prompts.prompt import Choices

_PRONOUNS = {
    "f": {"ta": "她", "he": "she", "him": "her", "his": "her", "He": "She", "His": "Her"},
    "m": {"ta": "他", "he": "he", "him": "him", "his": "his", "He": "He", "His": "His"},
}
# For an era of the parent's own we know nobody who really lived there, so the hero is openly one whose name no book kept.
_NOBODY = {
    "zh": {"hero": "阿禾", "who": "书上没留下姓名的人", "work": "坐在门口编一只草蚂蚱", "craft": "编了一只小小的草蚂蚱，放在它的手心里"},
    "en": {"hero": "Ah He", "who": "somebody whose name no book has kept", "work": "was sitting on a doorstep, plaiting a grasshopper out of grass",
           "craft": "plaited a small grasshopper out of grass and laid it in its paw"},
}  # fmt: skip
_AT_WORK = {"zh": "在窗下想着一件要紧的事", "en": "was sitting by the window, thinking something over"}
_CRAFT = {
    "zh": "坐到它身边，把自己最拿手的本事一样一样教给它",
    "en": "sat down beside it and showed it, slowly, the thing that came easiest",
}
# What the English name of a power becomes where a sentence wants a noun without an article.
_NOUNS = {"undying": "being unbreakable", "whirlwind": "whirlwinds", "meteor-shower": "meteor showers"}
_CALL = {"zh": "“{call}！”怪兽说。", "en": "“{call}!” said the monster."}


def of(choices: Choices, monster: str, friend: str) -> dict[str, str]:
    power = _power(choices)
    words = {"monster": monster, "friend": friend, "power": power, "child": choices.child, "dynasty": era(choices)}
    capitals = {"Monster": capital(monster), "Friend": capital(friend), "Power": capital(power)}
    return {**words, **capitals, **of_hero(choices.hero, choices.language)}


def scenes(choices: Choices) -> Pile:
    """What was true and everyday in that dynasty."""
    if not choices.dynasty:
        return {}
    lines = choices.dynasty.in_language("scenes", choices.language).splitlines()
    return pile((as_it_stands(line.strip()) for line in lines if line.strip()), choices.language)


def facts(choices: Choices) -> Pile:
    """What was looked up about the hero."""
    return pile((as_it_stands(fact.in_language("text", choices.language)) for fact in choices.facts), choices.language)


def as_it_stands(words: str) -> str:
    """Somebody's words have no slots: a brace in them is a brace."""
    return words.replace("{", "{{").replace("}", "}}")


def call(sound: str, language: str) -> str:
    return _CALL[language].format(call=capital(sound))


def era(choices: Choices) -> str:
    """How a storyteller says it: 唐朝, the Five Dynasties; a parent's own words stand as they are."""
    if not choices.dynasty:
        return choices.dynasty_words
    return choices.dynasty.in_language("era", choices.language) or choices.dynasty_words


def of_hero(hero: Hero | None, language: str) -> dict[str, str]:
    if hero is None:
        return {**_NOBODY[language], **_PRONOUNS["m"]}
    words = {"hero": hero.in_language("name", language), "who": hero.in_language("who", language)}
    work = getattr(hero, f"work_{language}") or _AT_WORK[language]
    craft = getattr(hero, f"craft_{language}") or _CRAFT[language]
    return {**words, "work": work, "craft": craft, **_PRONOUNS[hero.gender]}


def _power(choices: Choices) -> str:
    """In English a power of the catalogue stands in the middle of a sentence; a parent's own words stay as typed."""
    if choices.power and choices.language == "en":
        return _NOUNS.get(choices.power.slug, choices.power_words.lower())
    return choices.power_words


def capital(words: str) -> str:
    return words[:1].upper() + words[1:]
