"""The admin site. Whoever sits at this machine enters with a password as ever; from anywhere else a code is asked for too."""

from typing import Any

from django import forms
from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import BACKEND_SESSION_KEY
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_otp import match_token

from storyteller.accounts import FAMILIES
from storyteller.proxies import is_this_machine


class SignInForm(AdminAuthenticationForm):
    """A wrong code is answered like a wrong password, and counts like one: nobody learns which of the two was right."""

    code = forms.CharField(
        label=_("Code from your phone"),
        required=False,
        max_length=8,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def __init__(self, request: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        if is_this_machine(request):
            del self.fields["code"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        user: Any = self.get_user()
        if user and "code" in self.fields:
            self._verify(user)
        if user and self.request:
            self.request.session.set_expiry(None)  # it may have been a family's, for a year
        return cleaned

    def _verify(self, user: Any) -> None:
        user.otp_device = match_token(user, self.cleaned_data.get("code") or "")
        if user.otp_device is None:
            user_login_failed.send(__name__, credentials={"username": user.get_username()}, request=self.request)
            raise self.get_invalid_login_error()


class CuratorsSite(AdminSite):
    login_form = SignInForm
    login_template = "curators/sign_in.html"

    def has_permission(self, request: HttpRequest) -> bool:
        user: Any = request.user
        came_in_here = request.session.get(BACKEND_SESSION_KEY) != FAMILIES  # a family's session lasts a year, and no code was asked for
        return super().has_permission(request) and came_in_here and (is_this_machine(request) or user.is_verified())
