"""A family's shelf is its account's, and what a browser held becomes the family's when it signs in. Nothing is lost on the way, and nothing of another family comes along."""

import secrets
from typing import Any

from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Max

from stories.library import traces
from stories.models import Account, Story

TRIES = 3  # each time somebody asked for a story, or for an account, at the very same moment


def adopt(account_id: int, visitor: str, fresh: str) -> str:
    """The id by which the family is known from now on; what was told under `visitor` is told under it.

    An account without an id takes `visitor` itself, or `fresh` where another account has that.
    Raises Account.DoesNotExist.
    """
    return _tried_again(_adopt, account_id, visitor, fresh)


def move(account_id: int, fresh: str) -> str:
    """The family goes by `fresh`: whoever holds the old id, on a device that was lost, finds an empty shelf."""
    return _tried_again(_move, account_id, fresh)


def left_behind(visitor: str) -> bool:
    """Whether a story was asked for under it, though it was adopted."""
    return Story.objects.of_visitor(visitor).exists()


def forget_account(visitor: str) -> bool:
    """Whether there was one: mail address, password and all. Its stories are not touched here."""
    deleted, _ = Account.objects.filter(visitor=visitor, is_staff=False).delete()
    if deleted:
        traces.overwrite()
    return bool(deleted)


def _tried_again(act: Any, *values: Any) -> str:
    for _ in range(TRIES - 1):
        try:
            with transaction.atomic():
                return act(*values)
        except IntegrityError:
            continue
    with transaction.atomic():
        return act(*values)


def _adopt(account_id: int, visitor: str, fresh: str) -> str:
    _one_at_a_time(visitor)
    account = Account.objects.select_for_update().get(pk=account_id)
    is_anothers = Account.objects.filter(visitor=visitor).exclude(pk=account_id).exists()
    if account.visitor is None:
        account.visitor = visitor if visitor and not is_anothers else fresh
        account.save(update_fields=["visitor"])
    if visitor and not is_anothers:
        _hand_over(visitor, account)
    return account.visitor


def _move(account_id: int, fresh: str) -> str:
    account = Account.objects.select_for_update().get(pk=account_id)
    old, account.visitor = account.visitor, fresh
    account.save(update_fields=["visitor"])
    if old:
        _hand_over(old, account)
    return fresh


def _hand_over(visitor: str, account: Account) -> None:
    """Every row that has a visitor."""
    theirs = Story.objects.filter(visitor=visitor)
    if visitor == account.visitor:
        theirs.filter(account=None).update(account=account)
        return
    own = Story.objects.filter(visitor=account.visitor)
    for story in theirs.filter(request_key__in=own.values("request_key")):  # the same page was sent under both ids
        theirs.filter(pk=story.pk).update(request_key=secrets.token_urlsafe(16))
    last = own.aggregate(last=Max("turn"))["last"]
    theirs.update(visitor=account.visitor, account=account, turn=F("turn") + (0 if last is None else last + 1))
    for model in rows_of_a_family():
        model._default_manager.filter(visitor=visitor).update(visitor=account.visitor)


def rows_of_a_family() -> list[Any]:
    """Every noun that knows whose it is, whenever it was thought of; the account itself is the one who has it."""
    models = apps.get_app_config("stories").get_models()
    return [model for model in models if model is not Account and any(field.name == "visitor" for field in model._meta.fields)]


def _one_at_a_time(visitor: str) -> None:
    """Two who sign in with one browser wait for one another. SQLite lets only one write anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [visitor])
