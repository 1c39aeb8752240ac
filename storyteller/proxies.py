"""Who really asks. What a proxy says of a visitor's address and scheme counts where TRUSTED_PROXIES names that proxy, and is dropped anywhere else."""

import re
from collections.abc import Awaitable, Callable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any

from django.http import HttpRequest

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
_WITH_PORT = re.compile(r"\[([^\]]+)\](?::\d+)?|(\d+\.\d+\.\d+\.\d+):\d+")
FOR, SCHEME = b"x-forwarded-for", b"x-forwarded-proto"
HEARSAY = {FOR, SCHEME, b"x-forwarded-host", b"x-forwarded-port", b"x-real-ip", b"forwarded"}
SECURE = {"http": "https", "websocket": "wss"}
PLAIN = {"http": "http", "websocket": "ws"}


class Proxies:
    """An ASGI application before all others: sets `client` and `scheme` of a scope. `by_proxy` says that somebody stood between, trusted or not."""

    def __init__(self, application: Callable[..., Awaitable[None]], trusted: list[Network]) -> None:
        self.application = application
        self.trusted = trusted

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] in PLAIN:
            scope = {**scope, **self._seen(scope)}
        await self.application(scope, receive, send)

    def _seen(self, scope: dict[str, Any]) -> dict[str, Any]:
        headers = [(name, value) for name, value in scope.get("headers", []) if name.lower() not in HEARSAY]
        seen = {"headers": headers, "by_proxy": len(headers) < len(scope.get("headers", []))}
        seen["scheme"] = scope.get("scheme") or PLAIN[scope["type"]]
        peer = _address((scope.get("client") or [""])[0])
        if peer is None or not self._is_trusted(peer):
            return seen
        if scheme := _last(scope, SCHEME):
            seen["scheme"] = (SECURE if scheme == "https" else PLAIN)[scope["type"]]
        client = self._client(peer, _list(scope, FOR))
        return seen if client == peer else {**seen, "client": [str(client), 0]}

    def _client(self, peer: Address, said: list[str]) -> Address:
        """The first, from our side, that is no proxy of ours: whatever stands to its left may be made up."""
        hop = peer
        for word in reversed(said):
            before = _address(word)
            if before is None:
                break
            hop = before
            if not self._is_trusted(hop):
                break
        return hop

    def _is_trusted(self, address: Address) -> bool:
        return any(address in network for network in self.trusted)


def is_this_machine(request: HttpRequest) -> bool:
    """Whether somebody sits at the machine itself. A proxy on it, even one that nobody told us of, is not somebody."""
    address = _address(request.META.get("REMOTE_ADDR", ""))
    return bool(address and address.is_loopback) and not getattr(request, "scope", {}).get("by_proxy")


def _address(said: str) -> Address | None:
    """Some write it with a port, and an IPv6 one between brackets."""
    with_port = _WITH_PORT.fullmatch(said.strip())
    try:
        address = ip_address(with_port[1] or with_port[2] if with_port else said.strip())
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _list(scope: dict[str, Any], name: bytes) -> list[str]:
    values = [value.decode("latin-1") for header, value in scope.get("headers", []) if header.lower() == name]
    return [word.strip() for word in ",".join(values).split(",") if word.strip()]


def _last(scope: dict[str, Any], name: bytes) -> str:
    return (_list(scope, name) or [""])[-1].lower()
