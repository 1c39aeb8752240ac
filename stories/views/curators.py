from typing import Any

from axes.helpers import get_cool_off
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def locked_out(request: HttpRequest, *answer_and_credentials: Any) -> HttpResponse:
    """What axes shows instead of its own line, once a name was tried too often from one address."""
    response = render(request, "curators/locked_out.html", status=429)
    rests: Any = get_cool_off(request)
    response["Retry-After"] = str(int(rests.total_seconds()))
    return response
