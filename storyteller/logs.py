"""One line an event, with the story's id through web, worker and teller."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

import structlog
from django.conf import settings

QUIET = ("axes", "daphne", "celery.worker.strategy", "celery.app.trace", "asyncio", "httpx2")
_STEPS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.ExtraAdder(),
]
_LINE = structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0, exception_formatter=structlog.dev.plain_traceback)

SECRETS = ("OPENAI_API_KEY", "STORYTELLER_FALLBACK_API_KEY", "SECRET_KEY", "EMAIL_HOST_PASSWORD")
ADDRESSES = ("REDIS_URL", "OPENAI_BASE_URL", "STORYTELLER_FALLBACK_BASE_URL", "STORYTELLER_GUARD_BASE_URL")
MAIL_ADDRESS = re.compile(r"[\w.+-]+@(?:[\w-]+\.)+[^\W\d_]{2,}")  # of a family, wherever a library put it
TOO_SHORT = 4  # letters; to black out each "a" would hide the lines and no secret


def without_secrets(logger: Any, level: str, line: str) -> str:
    """The last step: whatever brought a secret here, an event, a field or a traceback, it is a word of the line by now."""
    for secret in sorted(set(_secrets()), key=len, reverse=True):
        line = line.replace(secret, "•••")
    return MAIL_ADDRESS.sub("•••@•••", line)


def _secrets() -> Iterator[str]:
    """Each as it is, as it stands in an address, and as it stands between quotes."""
    places = [urlsplit(getattr(settings, name)) for name in ADDRESSES]
    passwords = [place.password or "" for place in places] + [
        word for place in places for word in parse_qs(place.query).get("password", [])
    ]
    values = [getattr(settings, name, "") for name in SECRETS] + [*passwords, settings.DATABASES["default"].get("PASSWORD") or ""]
    for value in map(str, values):
        for form in (value, unquote(value), quote(value, safe=""), repr(value)[1:-1]):
            if len(form) >= TOO_SHORT:
                yield form


def to_the_console() -> dict[str, Any]:
    """Django's LOGGING."""
    lines = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": _STEPS,
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, _LINE, without_secrets],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": lines},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": {name: {"level": "WARNING"} for name in QUIET},
    }
