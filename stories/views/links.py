"""Open links to stories, as their family sees them."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from stories.library import shares
from stories.library.copies import pdf
from stories.models import Share, Story
from stories.views.places import place


def at_the_end(request: HttpRequest, story: Story) -> dict[str, Any]:
    """What the reading page offers to keep a story, and to share it."""
    if story.is_going_on:
        return {"has_press": bool(pdf.press())}
    lines = [{**line_of(request, one), "qr": shares.qr(address_of(request, one))} for one in shares.open_of(story)]
    return {
        "has_press": bool(pdf.press()),
        "shares": lines,
        "may_share": len(lines) < shares.AT_MOST,
        "reach": place(request.build_absolute_uri("/")),
    }


def line_of(request: HttpRequest, share: Share) -> dict[str, Any]:
    return {"share": share, "address": address_of(request, share)}


def address_of(request: HttpRequest, share: Share) -> str:
    return request.build_absolute_uri(reverse("shared", args=[share.token]))
