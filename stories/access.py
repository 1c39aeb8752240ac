"""Who may see what. A family is known by a random visitor id in a signed cookie that outlives sign-in and sign-out."""

import secrets

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet

from stories.models import Story

COOKIE: str = settings.VISITOR_COOKIE_NAME
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


def stories_of(visitor: str | None) -> QuerySet[Story]:
    """The stories that this family may see; what is not theirs is as if it were not there."""
    return Story.objects.of_visitor(visitor) if visitor else Story.objects.none()
