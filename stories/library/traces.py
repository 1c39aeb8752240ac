"""What a database keeps of rows that are gone, and how it is made to let go of it."""

import logging
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models import CASCADE, Model

logger = logging.getLogger(__name__)
PATIENCE = 1000  # milliseconds; a lease lasts eight seconds


def of_families() -> set[type[Model]]:
    """Every kind of row that is a family's own: it has a visitor, or it goes when such a row goes."""
    kinds = set(apps.get_models(include_auto_created=True))
    found = {kind for kind in kinds if any(field.name == "visitor" for field in kind._meta.fields)}
    while more := {kind for kind in kinds - found if _goes_with(kind) & found}:
        found |= more
    return found


def _goes_with(kind: type[Model]) -> set[Any]:
    return {field.related_model for field in kind._meta.fields if getattr(field.remote_field, "on_delete", None) is CASCADE}


def overwrite() -> None:
    """SQLite overwrites the rows themselves (`secure_delete`); its journal still holds them and is emptied here. PostgreSQL frees their
    space at once instead of some day; when that is written over, and its own journal with it, is for the operator to say."""
    transaction.on_commit(_empty_the_journal if connection.vendor == "sqlite" else _free_the_space)


def _empty_the_journal() -> None:
    """Nobody writes while it waits for whoever reads, so it does not wait for long: where that is not enough, the sweeper comes once an hour."""
    with connection.cursor() as cursor:
        usual = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE}")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        if cursor.fetchone()[0]:
            logger.warning("the journal was busy and is not empty yet")
        cursor.execute(f"PRAGMA busy_timeout = {usual}")


def _free_the_space() -> None:
    tables = ", ".join(sorted(kind._meta.db_table for kind in of_families()))
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM (SKIP_LOCKED) {tables}")
