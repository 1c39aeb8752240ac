"""The rows of the day. Each is raised by one conditional statement, so that no two who come at once can both have the last of it."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Literal

from django.db import connection, transaction
from django.utils import timezone

from stories.models import Allowance, Story
from stories.models.spending import Money
from stories.spending.payer import Payer

KEPT = 40  # days
Column = Literal["stories", "money"]
Caps = Mapping[str, int]  # scope -> stories, or units of money

_TABLE = Allowance._meta.db_table
_TAKE = """
    INSERT INTO {table} (day, scope, who, stories, money) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (day, scope, who) DO UPDATE SET {column} = {table}.{column} + excluded.{column}
    WHERE {table}.{column} + excluded.{column} <= %s
"""
_PUT_RIGHT = f"UPDATE {_TABLE} SET money = money + %s WHERE day = %s AND scope = %s AND who = %s"


class Full(Exception):
    """A cap would be exceeded."""


def have_room(payer: Payer, day: date, column: Column, amount: int, caps: Caps) -> bool:
    """Whether it looks as if `amount` could be had: a reading, which costs less than a try to write."""
    shares = dict(payer.shares(day))
    rows = Allowance.objects.filter(day=day, scope__in=shares, who__in=shares.values()).values_list("scope", column)
    had = {scope: Money.units(had) if column == "money" else had for scope, had in rows}
    return all(had.get(scope, 0) + amount <= caps[scope] for scope in shares)


def take(payer: Payer, day: date, column: Column, amount: int, caps: Caps) -> None:
    """`amount` more for every share of `payer`, or for none. Raises Full."""
    with transaction.atomic():
        for scope, who in payer.shares(day):
            if not _raised(day, scope, who, column, amount, caps[scope]):
                raise Full(scope)


def put_right(payer: Payer, day: date, difference: int) -> None:
    """What was taken too much, or too little, of that day's money."""
    with connection.cursor() as cursor:
        for scope, who in payer.shares(day):
            cursor.execute(_PUT_RIGHT, [difference, _as_kept(day), scope, who])


def forget_old() -> int:
    """Deletes what was had longer ago than anybody asks about, and from which network yesterday's stories came; how many rows. Charges stay."""
    past = Story.objects.exclude(network="").exclude(state__in=Story.GOING_ON)
    past.filter(created__lt=timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)).update(network="")
    return Allowance.objects.filter(day__lt=timezone.localdate() - timedelta(days=KEPT)).delete()[0]


def _raised(day: date, scope: str, who: str, column: Column, amount: int, cap: int) -> bool:
    if amount > cap:  # the first of a day is inserted without a condition
        return False
    values = [amount, 0] if column == "stories" else [0, amount]
    with connection.cursor() as cursor:
        cursor.execute(_TAKE.format(table=_TABLE, column=column), [_as_kept(day), scope, who, *values, cap])
        return cursor.rowcount == 1


def _as_kept(day: date) -> Any:
    return connection.ops.adapt_datefield_value(day)
