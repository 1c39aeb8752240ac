"""A family's shelf: what stands on it, which of it is looked for, and page after page of it."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Substr

from stories.library import search
from stories.models import Child, Story

A_PAGE = 24
FIRST_WORDS = 240  # of a text: more than two lines of a card
_BEGAN = datetime(1970, 1, 1, tzinfo=UTC)
_SHOWN = ("dynasty", "power", "tone", "companion", "teller")
_LEFT_OUT = ("text", "trouble", "openings", "recalls")
ENTRY = ("pk", "slug", "name_zh", "name_en", "order")


@dataclass(frozen=True)
class Sought:
    """What is looked for: words, and what was picked of what the family has. Empty: all of the shelf."""

    words: str = ""
    child: str = ""
    dynasty: str = ""
    power: str = ""
    series: str = ""
    favourites: str = ""

    @property
    def said(self) -> dict[str, str]:
        """For an address."""
        return {field.name: value for field in fields(self) if (value := getattr(self, field.name))}

    @property
    def is_picked(self) -> bool:
        return bool(set(self.said) - {"words"})


@dataclass(frozen=True)
class Page:
    """`newer`, `older`: the place to go on from, where there is more."""

    stories: list[Any]
    newer: str = ""
    older: str = ""


def standing(stories: QuerySet[Story]) -> QuerySet[Story]:
    """What has a card. A story whose child has answered goes on in its next part, whose page shows it too."""
    parts = Story.objects.on_the_shelf().filter(parent=OuterRef("pk"), kin=Story.Kin.PART)
    return stories.filter(~Exists(parts))


def found(stories: QuerySet[Story], sought: Sought) -> QuerySet[Story]:
    """Words are looked for in earlier parts too: they stand in no other row."""
    rows = search.holding(stories, sought.words) if sought.words else standing(stories)
    picked = {"listeners": sought.child, "dynasty__slug": sought.dynasty, "power__slug": sought.power, "series": sought.series}
    rows = rows.filter(**{name: value for name, value in picked.items() if value})
    return rows.filter(favourite=True) if sought.favourites else rows


def page(stories: QuerySet[Story], newer: str = "", older: str = "") -> Page:
    """`newer`, `older`: from which place on; a place that makes no sense is the beginning. However long the shelf is, a page costs the same."""
    rows = stories.select_related(*_SHOWN).defer(*_LEFT_OUT).annotate(beginning=Substr("text", 1, FIRST_WORDS))
    if place := _placed(newer):
        return _newer(rows, *place)
    place = _placed(older)
    there = list(_behind(rows, *place)[: A_PAGE + 1] if place else rows.order_by("-created", "-pk")[: A_PAGE + 1])
    shown = there[:A_PAGE]
    return Page(shown, place_of(shown[0]) if place and shown else "", place_of(shown[-1]) if len(there) > A_PAGE else "")


def place_of(story: Story) -> str:
    return f"{(story.created - _BEGAN) // timedelta(microseconds=1)}-{story.pk.hex}"


def _placed(place: str) -> tuple[datetime, UUID] | None:
    when, _, who = place.partition("-")
    try:
        return _BEGAN + timedelta(microseconds=int(when)), UUID(who)
    except (ValueError, OverflowError):
        return None


def _behind(rows: QuerySet[Story], when: datetime, pk: UUID) -> QuerySet[Story]:
    """The first condition alone says where in the index to begin."""
    return rows.filter(Q(created__lt=when) | Q(pk__lt=pk), created__lte=when).order_by("-created", "-pk")


def _newer(rows: QuerySet[Story], when: datetime, pk: UUID) -> Page:
    there = list(rows.filter(Q(created__gt=when) | Q(pk__gt=pk), created__gte=when).order_by("created", "pk")[: A_PAGE + 1])
    shown = there[:A_PAGE][::-1]
    if len(there) <= A_PAGE:  # it is the first page: as full as the first page is
        return page(rows)
    return Page(shown, place_of(shown[0]), place_of(shown[-1]))


@dataclass(frozen=True)
class Has:
    """What a family may pick from: nothing that has no story."""

    children: list[Child]
    dynasties: list[dict[str, Any]]
    powers: list[dict[str, Any]]
    series: list[Story]  # the first chapter that there is of each
    favourites: bool

    def known(self, sought: Sought) -> Sought:
        """Without what is not offered."""
        offered: dict[str, set[str]] = {
            "child": {str(child.pk) for child in self.children},
            "dynasty": {entry["slug"] for entry in self.dynasties},
            "power": {entry["slug"] for entry in self.powers},
            "series": {str(story.series_id) for story in self.series},
            "favourites": {"on"} if self.favourites else set(),
        }
        return Sought(sought.words, **{name: value if (value := getattr(sought, name)) in known else "" for name, known in offered.items()})


def has(stories: QuerySet[Story], visitor: str) -> Has:
    cards = standing(stories).order_by()
    kinds = [f"{kind}__{field}" for kind in ("dynasty", "power") for field in ENTRY]
    rows = list(cards.values("favourite", *kinds).distinct())
    listening = Exists(cards.filter(listeners=OuterRef("pk")))
    children = Child.objects.of_visitor(visitor).filter(listening)
    entries = {kind: _entries(kind, rows) for kind in ("dynasty", "power")}
    return Has(list(children), entries["dynasty"], entries["power"], _series(cards), any(row["favourite"] for row in rows))


def _entries(kind: str, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    there = {row[f"{kind}__pk"]: {field: row[f"{kind}__{field}"] for field in ENTRY} for row in rows if row[f"{kind}__pk"]}
    return sorted(there.values(), key=lambda entry: (entry["order"], entry["pk"]))


def _series(cards: QuerySet[Story]) -> list[Story]:
    """The newest series first, each by its first chapter."""
    rows = cards.filter(series__isnull=False).only("series_id", "title", "names", "chapter").order_by("-created")
    first: dict[Any, Story] = {}
    for story in rows:
        there = first.setdefault(story.series_id, story)
        if story.chapter < there.chapter:
            first[story.series_id] = story
    return list(first.values())
