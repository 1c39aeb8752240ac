from typing import Any

from allauth.account import forms
from allauth.account.adapter import get_adapter
from allauth.account.fields import SetPasswordField
from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.core import context
from django.utils.translation import gettext_lazy as _

AT_LEAST = _("Eight characters or more; a short sentence is easy to keep.")


class SignUp(forms.SignupForm):
    """Whoever forgot that they have an account, and gives its password, is signed in to it. Anybody else learns nothing of it."""

    known: Any = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            credentials = {"email": cleaned["email"], "password": cleaned["password1"]}
            self.known = get_adapter().authenticate(context.request, **credentials)
        return cleaned

    def try_save(self, request: Any) -> Any:
        return (self.known, perform_login(request, Login(user=self.known))) if self.known else super().try_save(request)


class Forgotten(forms.ResetPasswordForm):
    """Only families get a letter: a curator asks whoever keeps the house."""

    def clean_email(self) -> str:
        email = super().clean_email()
        self.users: list[Any] = [user for user in self.users if not (user.is_staff or user.is_superuser)]
        return email


class NewPassword(forms.ResetPasswordKeyForm):
    password2 = None
    password1 = SetPasswordField(label=_("New password"), help_text=AT_LEAST)


class OtherPassword(forms.ChangePasswordForm):
    password2 = None
    password1 = SetPasswordField(label=_("New password"), help_text=AT_LEAST)
