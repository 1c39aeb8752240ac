"""Where rows are kept, and what each of the two databases needs to be told."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured

from storyteller.environment import environment, read

# A deferred transaction that turns to writing fails at once instead of waiting. What a family deletes is overwritten, not only let go.
_SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;",
}
_POSTGRES = {"pool": {"min_size": 1, "max_size": 20, "timeout": 10}}


def database(default: str) -> dict[str, Any]:
    """Django's settings for DATABASE_URL. Raises ImproperlyConfigured."""
    given: dict[str, Any] = read(environment.dj_db_url, "DATABASE_URL", default=default)
    if not given["ENGINE"].endswith(("sqlite3", "postgresql")):
        raise ImproperlyConfigured("DATABASE_URL makes no sense: it takes postgres://… or sqlite:///…")
    given.setdefault("OPTIONS", {}).update(_SQLITE if given["ENGINE"].endswith("sqlite3") else _POSTGRES)
    # Each request has a thread of its own: a connection kept for the next would be kept for ever.
    return {**given, "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True}
