import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import mean, median

from stories.models import Power, Tone
from stories.tuning.taste import alike, recover, true
from stories.tuning.taste.told import Told

SAME, WORST_PAIR = 4, 4  # characters of the pieces that are compared


@dataclass(frozen=True)
class Taste:
    """One set, judged. Shares are of 1; lengths are characters."""

    stories: int
    length: float
    shortest: int
    longest: int
    sentence: float
    unique_openings: float
    distinct_2: float
    distinct_4: float
    commonest_gram: str
    commonest_gram_in: float
    same_choice_mean: float
    same_choice_worst: float
    any_mean: float
    any_worst: float
    commonest_hero: str
    commonest_hero_in: float
    hero_in_dynasty: float
    power_named: float
    tone_recovered: float
    power_recovered: float
    anachronisms: int
    broken: int
    likenesses: tuple[float, ...] = ()


def judge(stories: Sequence[Told], language: str) -> Taste:
    """Everything but the names of choices is taken from the texts themselves, line breaks left out."""
    texts = [re.sub(r"\s*\n\s*", "" if language == "zh" else " ", story.story.strip()) for story in stories]
    lengths = [len(text) for text in texts]
    every, same = alike.likeness(texts, [story.choice for story in stories], SAME)
    (gram, gram_in), heroes = alike.commonest(texts, 8), true.heroes(stories)
    hero, hero_in = true.commonest_hero(heroes)
    return Taste(
        len(stories), mean(lengths), min(lengths), max(lengths), _sentence(texts), alike.unique_openings(texts, 8),
        alike.distinct(texts, 2), alike.distinct(texts, 4), gram, gram_in, *alike.mean_and_worst(same), *alike.mean_and_worst(every),
        hero, hero_in, true.in_dynasty(stories, heroes), _power_named(stories), *_recovered(stories, texts, heroes),
        len(true.anachronisms(stories, language)), sum(len(true.broken(story.story)) for story in stories), tuple(every),
    )  # fmt: skip


def _recovered(stories: Sequence[Told], texts: Sequence[str], heroes: Sequence[str]) -> tuple[float, float]:
    names = [*_names(), *heroes, *(word for story in stories for word in (story.super_power, story.story_type))]
    asked: list[Callable[[Told], str]] = [lambda story: story.story_type, lambda story: story.super_power]
    tone, power = (recover.recovered(texts, list(map(label, stories)), set(names)) for label in asked)
    return tone, power


def _names() -> list[str]:
    return [name for kind in (Power, Tone) for row in kind.objects.all() for name in (row.name_zh, row.name_en, row.name_en.lower())]


def _power_named(stories: Sequence[Told]) -> float:
    return sum(story.super_power.lower() in story.story.lower() for story in stories) / len(stories) if stories else 0.0


def _sentence(texts: Sequence[str]) -> float:
    """The middle length of a sentence: how hard it is to read."""
    return float(median(len(said) for text in texts for said in re.findall(r"[^。！？.!?…]+", text)))


_ROWS: list[tuple[str, Callable[[Taste], str]]] = [
    ("stories", lambda taste: str(taste.stories)),
    ("length: mean, shortest, longest", lambda taste: f"{taste.length:.0f}, {taste.shortest}, {taste.longest}"),
    ("reading level: median sentence, characters", lambda taste: f"{taste.sentence:.0f}"),
    ("unique openings, first 8 characters", lambda taste: f"{taste.unique_openings:.1%}"),
    ("distinct-2, distinct-4", lambda taste: f"{taste.distinct_2:.3f}, {taste.distinct_4:.3f}"),
    ("commonest 8 characters in", lambda taste: f"{taste.commonest_gram_in:.1%} ({taste.commonest_gram})"),
    ("alike, same choice: mean, worst", lambda taste: f"{taste.same_choice_mean:.3f}, {taste.same_choice_worst:.3f}"),
    ("alike, any pair: mean, worst", lambda taste: f"{taste.any_mean:.3f}, {taste.any_worst:.3f}"),
    ("commonest hero in", lambda taste: f"{taste.commonest_hero_in:.1%} ({taste.commonest_hero})"),
    ("hero of the dynasty", lambda taste: f"{taste.hero_in_dynasty:.1%}"),
    ("power named", lambda taste: f"{taste.power_named:.1%}"),
    ("tone, power recovered, names masked", lambda taste: f"{taste.tone_recovered:.1%}, {taste.power_recovered:.1%}"),
    ("anachronisms by list", lambda taste: str(taste.anachronisms)),
    ("broken sentences", lambda taste: str(taste.broken)),
]  # fmt: skip


def table(tastes: dict[str, Taste]) -> str:
    """A Markdown table, a column a set."""
    head = f"| | {' | '.join(tastes)} |\n|---{'|---' * len(tastes)}|"
    return "\n".join([head, *(f"| {what} | {' | '.join(map(say, tastes.values()))} |" for what, say in _ROWS)])
