"""What a database keeps of rows that are gone, and how it is made to let go of it."""

import logging

from allauth.account.models import EmailAddress
from django.db import connection, transaction

from stories.models import Account, Child, Feedback, Series, Share, Story, Thread, Verdict

logger = logging.getLogger(__name__)
PATIENCE = 1000  # milliseconds; a lease lasts eight seconds
TABLES = ", ".join(model._meta.db_table for model in (Story, Verdict, Child, Series, Thread, Share, Feedback, Account, EmailAddress))


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
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM (SKIP_LOCKED) {TABLES}")
