"""The children of a family: small profiles, and who listened last."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from stories.errors import ChoiceError
from stories.library import traces
from stories.models import Child, Story
from stories.telling.gate import request as gate
from stories.telling.wishes import things

AT_MOST = 8
LISTEN_AT_MOST = len(Story.CHILDREN)
FULL = _("There are eight children here already. Who has outgrown stories?")
TWICE = _("That name is taken by a brother or sister. What else do you call this child?")


def wish(field: str, typed: str) -> str:
    """What a parent typed as `likes` or `avoids`. Whatever no story tells of need not be avoided. Raises ChoiceError."""
    try:
        return gate.own_things(field, typed, things(gate.clean(typed[: gate.TYPED_AT_MOST])))
    except ChoiceError as refusal:
        said = gate.ALREADY if field == "avoids" and refusal.message == gate.NOT_TONIGHT else refusal.message
        raise ChoiceError(field, said) from refusal


def children_of(visitor: str | None) -> list[Child]:
    return list(Child.objects.of_visitor(visitor)) if visitor else []


def add(visitor: str, words: dict[str, Any]) -> Child:
    """Raises ChoiceError where there are too many, or one of that name."""
    there = children_of(visitor)
    if len(there) >= AT_MOST:
        raise ChoiceError("nickname", FULL)
    _check_name(there, words["nickname"])
    return Child.objects.create(visitor=visitor, **words)


def mend(child: Child, words: dict[str, Any]) -> None:
    """What was told before stays as it was. Raises ChoiceError."""
    _check_name([other for other in children_of(child.visitor) if other != child], words["nickname"])
    Child.objects.filter(pk=child.pk).update(**words)
    traces.overwrite()


def forget(child: Child) -> None:
    """The profile goes, and with it what was said there. Stories stay, each with the name in it."""
    child.delete()
    traces.overwrite()


def listened_last(visitor: str | None) -> list[int]:
    """Who heard the family's latest story."""
    latest = Story.objects.of_visitor(visitor).order_by("-turn", "-created")[:1] if visitor else Story.objects.none()
    return list(Child.objects.filter(stories__in=list(latest)).values_list("pk", flat=True))


def guest(story: Story) -> str:
    """Who listened beside the family's own children: the name that was typed."""
    own = [child.nickname for child in story.listeners.all()]
    names = [*story.children_named.values()]
    return "、".join(name for name in names if name not in own) if len(names) > len(own) else ""


def youngest(children: Sequence[Child]) -> str:
    """The age of the youngest of them; nothing where there is nobody."""
    ages = [age for age in Child.Age.values if any(child.age == age for child in children)]
    return ages[0] if ages else ""


def _check_name(there: list[Child], nickname: str) -> None:
    if nickname.casefold() in {child.nickname.casefold() for child in there}:
        raise ChoiceError("nickname", TWICE)
