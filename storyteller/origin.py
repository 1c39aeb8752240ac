"""Which pages may open a socket: those of this house, and those that CSRF_TRUSTED_ORIGINS names, as for a form."""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import ParseResult

from channels.security.websocket import OriginValidator
from django.conf import settings
from django.http.request import split_domain_port, validate_host

PAGE_OF = {"ws": "http", "wss": "https"}


class SameOrigin:
    """Scheme, host and port have to be those that were asked. Who sends no Origin, or one that is none, is refused."""

    def __init__(self, application: Callable[..., Awaitable[None]]) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        await _Strict(self.application, [*_own(scope), *_trusted()])(scope, receive, send)


class _Strict(OriginValidator):
    def valid_origin(self, parsed_origin: ParseResult | None) -> bool:
        try:
            return parsed_origin is not None and bool(super().valid_origin(parsed_origin))
        except ValueError:  # a port that is no port
            return False


def _own(scope: dict[str, Any]) -> list[str]:
    hosts = [value.decode("latin-1").lower() for name, value in scope["headers"] if name == b"host"]
    if len(hosts) != 1 or not validate_host(split_domain_port(hosts[0])[0], settings.ALLOWED_HOSTS):
        return []
    return [f"{PAGE_OF[scope['scheme']]}://{hosts[0]}"]


def _trusted() -> list[str]:
    """Django writes https://*.example.org what Channels writes https://.example.org."""
    return [origin.replace("://*.", "://.") for origin in settings.CSRF_TRUSTED_ORIGINS]
