"""A HEAD is answered by its head alone, whatever the application sends behind it: the server under us lets a second piece of a body through."""

from collections.abc import Awaitable, Callable
from typing import Any


class HeadsOnly:
    """An ASGI application around another."""

    def __init__(self, application: Callable[..., Awaitable[None]]) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        is_head = scope["type"] == "http" and scope["method"] == "HEAD"
        await self.application(scope, receive, _without_body(send) if is_head else send)


def _without_body(send: Callable[[dict[str, Any]], Awaitable[None]]) -> Callable[[dict[str, Any]], Awaitable[None]]:
    async def send_head(message: dict[str, Any]) -> None:
        if message["type"] != "http.response.body":
            await send(message)
        elif not message.get("more_body"):
            await send({"type": "http.response.body", "body": b""})

    return send_head
