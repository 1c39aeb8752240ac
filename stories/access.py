"""Who may see what. A family is known by a random visitor id in a signed cookie that outlives sign-in and sign-out."""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.signing import b62_decode
from django.db.models import QuerySet

from stories.models import Story

COOKIE: str = settings.VISITOR_COOKIE_NAME
AT_HOME, NAMED_SINCE = "visitor", datetime(2026, 12, 1, tzinfo=UTC)  # the name at home, and till then everywhere
_SIGNER = signing.TimestampSigner(salt="stories.visitor")


def new_visitor() -> str:
    """128 random bits."""
    return secrets.token_urlsafe(16)


def cookie_of(visitor: str) -> str:
    return _SIGNER.sign(visitor)


def visitor_of(cookie: str | None) -> str | None:
    """The visitor that a cookie names; None where it is missing, forged or too old."""
    try:
        return _SIGNER.unsign(cookie or "", max_age=settings.VISITOR_COOKIE_AGE)
    except signing.BadSignature:
        return None


def visitor_in(cookies: Mapping[str, str]) -> str | None:
    """The visitor of a browser. One that came before its house gave cookies the name they have away keeps its shelf."""
    known = visitor_of(cookies.get(COOKIE))
    return known or (_from_before(cookies.get(AT_HOME)) if COOKIE not in cookies else None)


def _from_before(cookie: str | None) -> str | None:
    """Only what was signed before then: later, another host of the domain could plant one."""
    visitor = visitor_of(cookie)
    signed = b62_decode((cookie or "").split(":")[-2]) if visitor else 0
    return visitor if signed < NAMED_SINCE.timestamp() else None


def family_of(user: Any) -> str | None:
    """The id of a family that is signed in; a curator opens no family's shelf, not even one of their own."""
    return user.visitor if user.is_authenticated and not user.is_staff else None


def stories_of(visitor: str | None) -> QuerySet[Story]:
    """The stories that this family may see; what is not theirs is as if it were not there."""
    return Story.objects.of_visitor(visitor).on_the_shelf() if visitor else Story.objects.none()


def removed_of(visitor: str | None) -> QuerySet[Story]:
    """What this family took off its shelf and may still put back."""
    return Story.objects.of_visitor(visitor).taken_off_lately() if visitor else Story.objects.none()
