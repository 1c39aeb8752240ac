"""How a family comes in and goes: what allauth asks of us, and what it brings to the shelf."""

import logging
import secrets
from smtplib import SMTPException
from time import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.flows.login import clear_authentication_records
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from stories import access
from stories.library import adoption

logger = logging.getLogger(__name__)

CAME_FROM = "came_from"  # in a session: the id that was adopted last, and until when stragglers are looked for
STRAGGLING = 120  # seconds
LETTERS, TOO_SHORT = 8, _("That is too short: eight characters or more, please.")


class FamilyBackend(AuthenticationBackend):
    """By e-mail, for families only: to this door a curator's password is a wrong one."""

    def authenticate(self, request: Any, **credentials: Any) -> Any:
        return None if credentials.get("username") else super().authenticate(request, **credentials)

    def _check_password(self, user: Any, password: str) -> Any:
        """As long as ever for a curator too, so that nobody learns by the clock that there is one."""
        found = super()._check_password(user, password)
        return found if found and not (found.is_staff or found.is_superuser) else None


class FamilyDoor(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("Address and password do not go together. Please look at both once more."),
        "enter_current_password": _("That is not the password you have now."),
        "too_many_login_attempts": _("That was tried too often. Please wait five minutes, then try again."),
    }

    def authenticate(self, request: Any, **credentials: Any) -> Any:
        """Past django-axes, which keeps names and addresses: those are a curator's to leave, not a family's."""
        self.pre_authenticate(request, **credentials)
        family = FamilyBackend().authenticate(request, **credentials)
        if family:
            self._rollback_login_failed_rl_usage()
        return family

    def login(self, request: Any, user: Any) -> None:
        super().login(request, user)
        clear_authentication_records(request)  # they would keep the address in the session
        request.session.set_expiry(settings.VISITOR_COOKIE_AGE)
        bring_home(request, user)

    def logout(self, request: Any) -> None:
        """The shelf leaves with the family."""
        is_family = access.family_of(request.user)
        super().logout(request)
        if is_family:
            request.visitor, request.visitor_is_needed = access.new_visitor(), True

    def set_password(self, user: Any, password: str) -> None:
        user.set_password(password)
        user.save(update_fields=["password"])
        user.visitor = adoption.move(user.pk, access.new_visitor())
        if self.request.user.pk == user.pk:
            known_by(self.request, user.visitor)

    def populate_username(self, request: Any, user: Any) -> None:
        """A name that says nothing: curators see it."""
        user.username = f"family-{secrets.token_hex(8)}"

    def get_client_ip(self, request: Any) -> str:
        return request.META.get("REMOTE_ADDR", "")

    def get_password_change_redirect_url(self, request: Any) -> str:
        return f"{reverse('parents')}#account"

    def clean_password(self, password: str, user: Any = None) -> str:
        if len(password) < LETTERS:
            raise ValidationError(TOO_SHORT)
        return super().clean_password(password, user)

    def is_ajax(self, request: Any) -> bool:
        return False

    def add_message(self, *said: Any, **more: Any) -> None:
        """Pages say themselves what happened."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        try:
            super().send_mail(template_prefix, email, context)
        except (SMTPException, OSError) as trouble:
            logger.warning("a letter could not be sent: %s", type(trouble).__name__)  # what it says holds the address


def bring_home(request: Any, user: Any) -> None:
    """What this browser held is the family's, and the browser knows the family's shelf."""
    known_by(request, adoption.adopt(user.pk, request.visitor, access.new_visitor()))


def bring_stragglers(request: Any) -> None:
    """The shelf follows whoever is signed in, though an answer to an older request brought an older cookie after it; and so does a story
    that was asked for while its family was signing in."""
    family = access.family_of(request.user)
    if not family:
        return
    if family != request.visitor:
        bring_home(request, request.user)
    came_from, until = request.session.get(CAME_FROM, ("", 0))
    if came_from and time() < until and adoption.left_behind(came_from):
        adoption.adopt(request.user.pk, came_from, family)


def known_by(request: Any, visitor: str) -> None:
    if request.visitor != visitor:
        request.session[CAME_FROM] = [request.visitor, time() + STRAGGLING]
    request.visitor, request.visitor_is_needed = visitor, True
