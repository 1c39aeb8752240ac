from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from stories import access


class FamilyMiddleware:
    """Gives each request its visitor, each browser its cookie, and each line of the log its story."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        structlog.contextvars.clear_contextvars()
        request.visitor = access.visitor_of(request.COOKIES.get(access.COOKIE)) or access.new_visitor()  # type: ignore[attr-defined]
        response = self.get_response(request)
        if getattr(request, "visitor_is_needed", False):
            _remember(request, response)  # anew each time: a family that comes back keeps its shelf
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        if "story_id" in kwargs:
            structlog.contextvars.bind_contextvars(story=str(kwargs["story_id"]))


def _remember(request: HttpRequest, response: HttpResponse) -> None:
    response.set_cookie(
        access.COOKIE,
        access.cookie_of(request.visitor),  # type: ignore[attr-defined]
        max_age=settings.VISITOR_COOKIE_AGE,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
