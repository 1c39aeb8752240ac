"""The few pages of an account, which allauth answers: sign up, in and out, another password, a forgotten one."""

from typing import Any

from allauth.account import views
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

private = cache_control(private=True, no_store=True)
form_page = require_http_methods(["GET", "HEAD", "POST"])


class _Refused:
    """A form that cannot be taken is answered as everywhere in this house."""

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)  # type: ignore[misc]
        response.status_code = 422
        return response


class SignUp(_Refused, views.SignupView):
    pass


class SignIn(_Refused, views.LoginView):
    pass


class Forgotten(_Refused, views.PasswordResetView):
    def get_context_data(self, **known: Any) -> dict[str, Any]:
        return super().get_context_data(**known) | post()


class ChosenAnew(_Refused, views.PasswordResetFromKeyView):
    pass


class Changed(_Refused, views.PasswordChangeView):
    pass


sign_up = form_page(private(SignUp.as_view()))
sign_in = form_page(private(SignIn.as_view()))
forgotten = form_page(private(Forgotten.as_view()))
chosen_anew = form_page(private(ChosenAnew.as_view()))


@require_safe
@private
def sent(request: HttpRequest) -> HttpResponse:
    return views.PasswordResetDoneView.as_view(extra_context=post())(request)


@form_page
@private
def sign_out(request: Any) -> HttpResponse:
    response = views.LogoutView.as_view()(request)
    if request.method == "POST":
        response["Clear-Site-Data"] = '"cache", "storage"'  # stories kept for a journey leave too
    return response


@form_page
@private
@login_required
def changed(request: Any) -> HttpResponse:
    if request.user.is_staff:  # a curator does so in the admin
        raise Http404
    if not request.user.has_usable_password():
        return redirect("account_reset_password")
    return Changed.as_view()(request)


def post() -> dict[str, Any]:
    """Whether this house can send a letter, and whom to ask where it cannot."""
    return {"sends": settings.EMAIL_BACKEND != settings.LETTERS_STAY_HERE, "contact": settings.STORYTELLER_CONTACT}
