"""Whatever kind of row a family may have, now or some day: when it leaves, none of its own is left. Rows are made for every kind by itself,
so that a new one that nobody thought of fails here by name."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.apps import apps
from django.db.models import SET_NULL, Model
from django.utils import timezone

from stories.library import leave, traces
from stories.models import Account, Child, Feedback, Series, Share, Story, Thread

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("redis", "teller")]
LET_GO = {Account, Account.groups.through, Account.user_permissions.through}  # deleted by a verb of its own, with the password


def kinds() -> list[type[Model]]:
    return sorted(apps.get_app_config("stories").get_models(include_auto_created=True), key=lambda kind: kind.__name__)


class Rows:
    """A row of each kind that is of this visitor, or hangs on one that is."""

    def __init__(self, visitor: str) -> None:
        self.visitor, self.mark = visitor, f"kanarienvogel-{visitor[:6]}"
        self.made: dict[type[Model], Model] = {}
        for kind in kinds():
            if kind in traces.of_families() - LET_GO:
                self.of(kind)

    def of(self, kind: type[Model]) -> Model:
        if kind not in self.made:
            self.made[kind] = kind._default_manager.create(
                **{f.name: self.value(f) for f in kind._meta.concrete_fields if self.is_needed(f)}
            )
        return self.made[kind]

    def is_needed(self, field: Any) -> bool:
        if field.name == "visitor":
            return True
        if field.remote_field:  # hung on the family wherever it can be
            return field.related_model in traces.of_families() - LET_GO - {field.model}
        return not (
            field.primary_key
            or field.has_default()
            or field.null
            or getattr(field, "auto_now", False)
            or getattr(field, "auto_now_add", False)
        )

    def value(self, field: Any) -> Any:
        if field.name == "visitor":
            return self.visitor
        if field.remote_field:
            return self.of(field.related_model)
        kind = field.get_internal_type()
        if field.choices:
            return field.choices[0][0]
        if kind in ("CharField", "TextField"):
            return f"{self.mark}{uuid.uuid4().hex}"[: field.max_length or 99]
        return timezone.now() if kind == "DateTimeField" else timezone.localdate() if kind == "DateField" else 1


def test_every_kind_that_a_family_has_is_known():
    known = traces.of_families()
    assert {Story, Child, Series, Thread, Share, Feedback, Story.listeners.through} <= known
    for kind in kinds():
        hangs = [f for f in kind._meta.fields if f.remote_field and f.related_model in known and kind not in known]
        assert all(f.remote_field.on_delete is SET_NULL for f in hangs), f"{kind.__name__}: what is it when its family has gone?"


def left_of(visitor: str, rows: Rows) -> list[str]:
    """Each row that names the visitor, holds its words, or points to a row that was its own."""
    found = []
    for kind in apps.get_models(include_auto_created=True):
        for row in kind._default_manager.all():
            values = [str(getattr(row, field.attname)) for field in kind._meta.concrete_fields]
            if kind not in LET_GO and any(visitor in value or rows.mark in value for value in values):
                found.append(f"{kind.__name__} {values}")
    return found + [
        kind.__name__ for kind, row in rows.made.items() if kind not in LET_GO and kind._default_manager.filter(pk=row.pk).exists()
    ]


async def test_delete_everything_leaves_no_row_of_any_kind_and_none_of_another_family_goes(alice, bob):
    hers, his = await sync_to_async(Rows)(alice.visitor), await sync_to_async(Rows)(bob.visitor)
    assert await sync_to_async(left_of)(alice.visitor, hers), "it was there"
    await leave.delete_everything_of(alice.visitor)
    assert await sync_to_async(left_of)(alice.visitor, hers) == []
    assert [kind.__name__ for kind, row in his.made.items() if not await kind._default_manager.filter(pk=row.pk).aexists()] == []


async def test_children_alone_are_deleted_too(alice, bob):
    for person in (alice, bob):
        await Child.objects.acreate(visitor=person.visitor, nickname=person.child)
    assert await sync_to_async(leave.has_anything)(alice.visitor)
    assert await leave.delete_everything_of(alice.visitor) == 0
    assert [child.nickname async for child in Child.objects.all()] == [bob.child]
    assert not await sync_to_async(leave.has_anything)(alice.visitor)


async def test_a_series_goes_with_its_last_chapter_and_not_before(alice):
    series = await Series.objects.acreate(visitor=alice.visitor)
    empty = await Series.objects.acreate(visitor=alice.visitor)
    first, second = [await sync_to_async(alice.asks)(series=series, chapter=number) for number in (1, 2)]
    await Thread.objects.acreate(series=series, kind="who", words="灯", chapter=1)
    await leave.delete(first.pk)
    assert await Thread.objects.acount() == 1
    await leave.delete(second.pk)
    assert await Thread.objects.acount() == 0 and [one async for one in Series.objects.all()] == [empty], "the other was only just begun"


async def test_links_that_have_ended_are_forgotten_by_the_sweeper(alice):
    story = await sync_to_async(alice.asks)()
    over = await Share.objects.acreate(story=story, until=timezone.now())
    still = await Share.objects.acreate(story=story, until=timezone.now() + timedelta(days=1))
    await leave.delete_what_is_old()
    assert [share.pk async for share in Share.objects.all()] == [still.pk] and over.pk != still.pk
