"""One line an event, with the story's id through web, worker and teller."""

from typing import Any

import structlog

QUIET = ("axes", "daphne", "celery.worker.strategy", "celery.app.trace", "asyncio", "httpx2")
_STEPS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.ExtraAdder(),
]
_LINE = structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0, exception_formatter=structlog.dev.plain_traceback)


def to_the_console() -> dict[str, Any]:
    """Django's LOGGING."""
    lines = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": _STEPS,
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, _LINE],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": lines},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": {name: {"level": "WARNING"} for name in QUIET},
    }
