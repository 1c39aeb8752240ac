from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin

from stories import access
from stories.views.account_door import bring_stragglers

# What Chromium knows to ask a page for. None of it is needed but the light of the screen, which stays on while a story is told.
_OFF = """
    accelerometer autoplay browsing-topics camera clipboard-read clipboard-write display-capture encrypted-media fullscreen gamepad
    geolocation gyroscope hid identity-credentials-get idle-detection local-fonts magnetometer microphone midi otp-credentials payment
    picture-in-picture publickey-credentials-create publickey-credentials-get serial storage-access usb window-management
    xr-spatial-tracking
"""
CLOSED = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join([*(f"{what}=()" for what in _OFF.split()), "screen-wake-lock=(self)"]),
}


class ClosedByDefault(MiddlewareMixin):
    """Stands before all others, so that files, redirects and refusals are closed too."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        for name, value in CLOSED.items():
            response.setdefault(name, value)
        return response


class FamilyMiddleware:
    """Gives each request its visitor, each browser its cookie, and each line of the log its story."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        structlog.contextvars.clear_contextvars()
        request.visitor = access.visitor_in(request.COOKIES) or access.new_visitor()  # type: ignore[attr-defined]
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            bring_stragglers(request)
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
        secure=settings.SESSION_COOKIE_SECURE or request.is_secure(),
    )
