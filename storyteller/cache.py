"""What all processes of this house count together: how often somebody tried to sign in."""

import logging
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

logger = logging.getLogger(__name__)


class Counted(RedisCache):
    """In Redis; while that is away, each process counts for itself. So nobody is shut out, and nobody may try for ever."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        quick = {"socket_connect_timeout": 1, "socket_timeout": 1, "retry": Retry(NoBackoff(), 0)}
        super().__init__(server, {**params, "OPTIONS": {**params.get("OPTIONS", {}), **quick}})
        self._here = LocMemCache("counted", {})

    def _or_here(self, verb: str, *values: Any, **more: Any) -> Any:
        try:
            return getattr(super(), verb)(*values, **more)
        except (RedisError, OSError) as away:
            logger.warning("Redis does not count now, so this process does: %s", type(away).__name__)
            return getattr(self._here, verb)(*values, **more)

    def add(self, *values: Any, **more: Any) -> bool:
        return self._or_here("add", *values, **more)

    def get(self, *values: Any, **more: Any) -> Any:
        return self._or_here("get", *values, **more)

    def set(self, *values: Any, **more: Any) -> None:
        self._or_here("set", *values, **more)

    def delete(self, *values: Any, **more: Any) -> bool:
        return self._or_here("delete", *values, **more)
