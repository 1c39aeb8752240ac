"""What a series remembers, as its family sees it, mends it and adds to it."""

from collections.abc import Iterable
from typing import Any

from asgiref.sync import async_to_sync
from django.utils.translation import gettext_lazy as _

from stories.errors import ChoiceError
from stories.models import Child, Series, Story, Thread
from stories.reading.script import lang, shown
from stories.telling.gate.moderators import judge_request
from stories.telling.gate.request import NOT_TONIGHT, clean, kept_words
from stories.telling.names import taken_out

MOST = 60  # that a family writes itself
NOT_HERE = _("Please leave out the names of children who do not listen to this story.")
ENOUGH = _("That is as much as a storyteller can keep in mind. Drop something first.")


def chapters_of(series: Series) -> list[Story]:
    """Those on the shelf, in their order; the second telling in another language stands with its first."""
    return list(series.chapters.on_the_shelf().exclude(kin=Story.Kin.BESIDE).order_by("chapter", "created"))


def names_of(chapters: Iterable[Story]) -> dict[str, str]:
    """Of all who are named in any of them; the newest rules."""
    return {point: name for story in chapters for point, name in story.names.items()}


def by_kind(series: Series, names: dict[str, str], language: str) -> list[dict[str, Any]]:
    """A door of ours that has been gone through is open no more."""
    rows = [row for row in series.threads.all() if not (row.kind == Thread.Kind.OPEN and row.mark and row.told_in)]
    return [
        {"kind": kind, "name": name, "threads": [_seen(row, names, language) for row in rows if row.kind == kind]}
        for kind, name in Thread.Kind.choices
    ]


def _seen(row: Thread, names: dict[str, str], language: str) -> dict[str, Any]:
    return {
        "id": row.pk,
        "words": shown(row.words, names),
        "chapter": row.chapter,
        "told_in": row.told_in,
        "is_dropped": row.dropped,
        "is_own": not row.mark,
        "lang": lang(language),
    }


def mend(thread: Thread, typed: str, names: dict[str, str]) -> None:
    """Raises ChoiceError, ModeratorError. Left as it was, it is not looked at: a line of ours may be longer than a typed one."""
    if clean(typed) != clean(shown(thread.words, names)):
        thread.words = _fit(typed, names, thread.series.visitor)
        thread.save(update_fields=["words"])


def add(series: Series, kind: str, typed: str, names: dict[str, str], chapter: int) -> Thread:
    """Raises ChoiceError, ModeratorError."""
    if series.threads.filter(mark="").count() >= MOST:
        raise ChoiceError("words", ENOUGH)
    return Thread.objects.create(series=series, kind=kind, words=_fit(typed, names, series.visitor), chapter=chapter)


def drop(thread: Thread, is_dropped: bool) -> None:
    thread.dropped = is_dropped
    thread.save(update_fields=["dropped"])


def _fit(typed: str, names: dict[str, str], visitor: str) -> str:
    """Names come out before a moderator or a teller hears of it."""
    words = taken_out(kept_words("words", typed), names)
    others = Child.objects.of_visitor(visitor).values_list("nickname", flat=True)
    if any(taken_out(words, {Story.CHILD: name}) != words for name in others):
        raise ChoiceError("words", NOT_HERE)
    if not async_to_sync(judge_request)(words).fit:
        raise ChoiceError("words", NOT_TONIGHT)
    return words
