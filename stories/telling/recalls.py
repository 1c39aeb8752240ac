"""What a series remembers of a chapter, and what the next ones come back to."""

import re
from dataclasses import dataclass
from typing import Any

from stories.models import Story, Thread
from stories.telling import afterwards, material, prompts
from stories.telling.dna import Draws, genes_of

NAME_AT_MOST = {"zh": 8, "en": 4}  # characters, or words, of what may stand in a sentence as a name
_MARKS = re.compile(r"[^\w\s’'\-·\ue000-\uf8ff]")


@dataclass(frozen=True)
class Remembered:
    kind: str
    words: str
    mark: str  # pile and card that it came from


def of(story: Story) -> list[Remembered]:
    """What a told chapter was made of. Of the built-in teller it is known what was told; to a model all was given."""
    choices = prompts.choices_of(story)
    draws = Draws(story.seed, dict(story.dna))  # a story from before its doors were kept draws one now
    genes, things = genes_of(draws, story.language, choices.year), material.load(story.language).things
    want = genes.want.slug
    found = [Remembered(Thread.Kind.WHO, genes.monster.name, f"monster/{genes.monster.slug}")]
    if not story.companion and _was_told(story, f"helper/{genes.helper.slug}"):
        found.append(Remembered(Thread.Kind.WHO, genes.helper.name, f"helper/{genes.helper.slug}"))
    if _was_told(story, f"place/{genes.place.slug}/there"):
        found.append(Remembered(Thread.Kind.WHERE, genes.place.name, f"place/{genes.place.slug}"))
    if want in things and _was_told(story, f"want/{want}/want"):
        found.append(Remembered(Thread.Kind.THING, things[want], f"want/{want}"))
    return [*found, Remembered(Thread.Kind.OPEN, afterwards.drawn(choices, draws).tomorrow, f"tomorrow/{draws.taken['tomorrow'][0]}")]


def _was_told(story: Story, pile: str) -> bool:
    return pile in story.dna or story.teller is None or story.teller.endpoint != "builtin"


def snapshot(thread: Thread, language: str, before: list[Remembered]) -> dict[str, Any]:
    """What a teller needs to come back to it. `before`: what the last chapter was made of."""
    monster = next((one.words for one in before if one.mark.startswith("monster/")), "")
    return {
        "kind": thread.kind,
        "words": thread.words,
        "chapter": thread.chapter,
        "mark": thread.mark,
        "frame": _frame(thread, language, before),
        "was": monster,
    }


def _frame(thread: Thread, language: str, before: list[Remembered]) -> str:
    """How it is told: the family's own words stand in quotation marks, unless they are as short as a name."""
    if thread.kind == Thread.Kind.OPEN:
        is_as_told = any((one.mark, one.words) == (thread.mark, thread.words) for one in before)
        return "door" if is_as_told else "open" if thread.mark else "own"
    return thread.kind if thread.words == _drawn_words(thread.mark, language) or _is_a_name(thread, language) else "own"


def _drawn_words(mark: str, language: str) -> str:
    kind, _, slug = mark.partition("/")
    written = material.load(language)
    if kind == "want":
        return written.things.get(slug, "")
    card = written.genes.get(kind, {}).get(slug)
    return card.name if card else ""


def _is_a_name(thread: Thread, language: str) -> bool:
    """In English a place needs its "by the" or "in the": what a family typed may have none."""
    if _MARKS.search(thread.words) or (thread.kind == Thread.Kind.WHERE and language == "en"):
        return False
    return (len(thread.words) if language == "zh" else len(thread.words.split())) <= NAME_AT_MOST[language]


def in_language(recalls: list[dict[str, Any]], first: str, second: str) -> tuple[dict[str, Any], ...]:
    """The same for the telling beside a chapter. What the family wrote itself stands in one language only."""
    return tuple(other for recall in recalls if (other := _other(recall, first, second)))


def _other(recall: dict[str, Any], first: str, second: str) -> dict[str, Any] | None:
    if recall["frame"] == "door":
        doors, others = (list(material.load(language).general["tomorrow"]) for language in (first, second))
        door = recall["mark"].partition("/")[2]
        if door not in doors or len(doors) != len(others):
            return None
        return {**recall, "mark": f"tomorrow/{others[doors.index(door)]}", "was": _monster(recall["was"], first, second), "words": ""}
    is_ours = recall["words"] == _drawn_words(recall["mark"], first)
    return {**recall, "words": _drawn_words(recall["mark"], second)} if is_ours else None


def _monster(name: str, first: str, second: str) -> str:
    slugs = {card.name: slug for slug, card in material.load(first).genes["monster"].items()}
    return _drawn_words(f"monster/{slugs.get(name, '')}", second) or name
