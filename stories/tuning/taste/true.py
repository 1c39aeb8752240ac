"""What can be checked against the catalogue: heroes in their dynasty, nothing out of its time, no broken sentences."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from stories.catalogue import firsts
from stories.models import Dynasty, Hero
from stories.tuning.taste.told import Told

# An open slot, punctuation twice, a pronoun beside itself, or a name that was never put in.
_BROKEN = re.compile(
    r"[{}]|[，、；：][，。、；：！？]|。。|！！|？？|[。！？][，。；：]|，”，|None|\b(\w+) \1\b(?<!had had)(?<!that that)|[ ]{2,}|[,;:]\s*[,.;:]|(?<!\.)\.\.(?!\.)|^[，。！？]"
)


def broken(text: str) -> list[str]:
    """Where a sentence is broken, with a little of what stands around it."""
    return [text[max(0, found.start() - 8) : found.end() + 8] for found in _BROKEN.finditer(text)]


def heroes(stories: Sequence[Told]) -> list[str]:
    """Whose story each is: as its row says, or else the name of the catalogue that it says most often; nothing where it says none."""
    names = list(Hero.objects.values_list("name_zh", flat=True)) + list(Hero.objects.values_list("name_en", flat=True))
    return [story.hero or _most_said(story.story, names) for story in stories]


def in_dynasty(stories: Sequence[Told], named: Sequence[str]) -> float:
    """The share of stories whose hero is one of their dynasty; a hero whom the catalogue does not know is not."""
    theirs = _dynasties_of_heroes()
    return sum(story.dynasty in theirs.get(hero, ()) for story, hero in zip(stories, named, strict=True)) / len(stories) if stories else 0.0


def anachronisms(stories: Sequence[Told], language: str) -> list[tuple[str, str]]:
    """Dynasty and word, for each word of the list that a story says though it came after the dynasty."""
    ends = {name: dynasty.ends for dynasty in Dynasty.objects.all() for name in (dynasty.name_zh, dynasty.name_en, dynasty.slug)}
    return [
        (story.dynasty, word)
        for story in stories
        if (year := ends.get(story.dynasty)) is not None
        for word in firsts.out_of_time(story.story, year, language)
    ]


def commonest_hero(named: Sequence[str]) -> tuple[str, float]:
    hero, number = Counter(filter(None, named)).most_common(1)[0] if any(named) else ("", 0)
    return hero, number / len(named) if named else 0.0


def _most_said(text: str, names: Sequence[str]) -> str:
    said = {name: number for name in names if (number := text.count(name))}
    return max(said, key=lambda name: said[name], default="")


def _dynasties_of_heroes() -> Mapping[str, set[str]]:
    theirs: dict[str, set[str]] = {}
    for hero in Hero.objects.select_related("dynasty"):
        for name in (hero.name_zh, hero.name_en):
            theirs.setdefault(name, set()).update((hero.dynasty.name_zh, hero.dynasty.name_en, hero.dynasty.slug))
    return theirs
