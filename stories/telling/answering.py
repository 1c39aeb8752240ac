"""The child has answered: the next part of the story, a row of its own, whose parent is the part that asked."""

from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from django.db import transaction

from stories.catalogue.find import Found
from stories.models import Story, Teller
from stories.spending.payer import Payer
from stories.telling import fork, paid
from stories.telling.names import taken_out
from stories.telling.once_more import GONE_WRONG
from stories.telling.start import Choice, Kinship, begin

OWN = "own-"


@dataclass(frozen=True)
class Answer:
    """`way`: the slug of a turn that was offered; of own words a mark of them."""

    way: str
    words: str

    @property
    def is_own(self) -> bool:
        return self.way.startswith(OWN)


def written(story: Story, slug: str) -> Answer | None:
    """One of those that the story offers."""
    words = fork.of(story).answers.get(slug)
    return Answer(slug, words) if words else None


def own(story: Story, words: str) -> Answer:
    """In the child's own words, less any name."""
    said = taken_out(words, story.names)
    return Answer(f"{OWN}{blake2b(said.encode(), digest_size=5).hexdigest()}", said)


def takes_own_words(story: Story) -> bool:
    """Where a model told it, and would tell the rest: the built-in teller and one that completes understand nobody."""
    teller = story.teller
    if teller is None or teller.endpoint == Teller.Endpoint.BUILTIN or teller.style != Teller.Style.CHAT:
        return False
    return Teller.objects.able().first() == teller and paid.can_pay(story, teller)


def ways(story: Story) -> dict[str, Story]:
    """What was answered already -> the part that came of it, where it is still there and did not go wrong."""
    there = parts_of(story).on_the_shelf().exclude(state__in=GONE_WRONG)
    return {_way(part): part for part in there.order_by("created")}


def parts_of(story: Story) -> Any:
    return story.children.filter(kin=Story.Kin.PART, visitor=story.visitor)


def tell(story: Story, answer: Answer, payer: Payer) -> tuple[Story, bool]:
    """The part that comes of this answer, and whether it is new. A story in two parts is one of the day's: its first answer is counted with it.

    Raises TooMany.
    """
    with transaction.atomic():
        Story.objects.select_for_update().get(pk=story.pk)  # two answers at once: only one of them is the first
        if there := ways(story).get(answer.way):
            return there, False
        before = [_way(part) for part in parts_of(story)]
        key = f"answer {story.pk} {answer.way} {before.count(answer.way)}"
        return begin(_choice(story), story.visitor, key, payer, _kinship(story, answer, is_counted=not before))


def _way(part: Story) -> str:
    return part.request_key.split()[2]


def _kinship(story: Story, answer: Answer, is_counted: bool) -> Kinship:
    taken = {pile: list(marks) for pile, marks in story.dna.items()}
    if answer.way in fork.of(story).answers:
        taken["turn"] = [answer.way]
    of_the_same: dict[str, Any] = {"seed": story.seed, "series": story.series, "chapter": story.chapter, "recalls": tuple(story.recalls)}
    return Kinship(story, Story.Kin.PART, taken, answer=answer.words, is_counted=is_counted, **of_the_same)


def _choice(story: Story) -> Choice:
    said: dict[str, Any] = {name: Found(getattr(story, f"{name}_words"), getattr(story, name)) for name in ("dynasty", "power", "tone")}
    same = {name: getattr(story, name) for name in ("language", "length", "age", "hero", "companion")}
    return Choice(**said, **same, hero_name=story.names.get(Story.HERO, "")).for_those_of(story)
