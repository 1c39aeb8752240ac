"""For a browser that takes the house along: what it installs, who serves it without a network, and the page that says so."""

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

# What the page needs that says that there is no network. What a kept story needs is kept with it.
SHELL = (
    "css/tokens.css",
    "css/base.css",
    "css/frame.css",
    "css/family.css",
    "fonts/fonts.css",
    "img/icon.svg",
    "img/papercut.svg",
    "js/look.js",
    "js/keep.js",
)
ICONS = (("icon-192", 192, "any"), ("icon-512", 512, "any"), ("icon-maskable", 512, "maskable"))


@require_safe
@cache_control(private=True, no_cache=True)
def manifest(request: HttpRequest) -> JsonResponse:
    icons = [
        {"src": static(f"img/{name}.png"), "type": "image/png", "sizes": f"{side}x{side}", "purpose": purpose}
        for name, side, purpose in ICONS
    ]
    name = gettext("Storyteller")
    looks = {"display": "standalone", "background_color": "#f7eedb", "theme_color": "#f7eedb"}
    said = {"id": "/", "start_url": "/", "scope": "/", "lang": get_language(), "name": name, "short_name": name, "icons": icons, **looks}
    return JsonResponse(said, content_type="application/manifest+json")


@require_safe
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    said = {"SHELL": f"shell-{_version()}", "FILES": [static(name) for name in SHELL], "OFFLINE": reverse("offline")}
    script = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in said.items()) + _read("static/js/worker.js")
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@require_safe
@cache_control(private=True, no_cache=True)
def offline(request: HttpRequest) -> HttpResponse:
    return render(request, "away/offline.html")


@lru_cache
def _version() -> str:
    """Another one as soon as anything of the shell is another one."""
    parts = [*(f"static/{name}" for name in SHELL), "static/js/worker.js", "templates/base.html", "templates/away/offline.html"]
    return hashlib.sha256("\0".join(map(_read, parts)).encode()).hexdigest()[:12]


def _read(name: str) -> str:
    return (Path(settings.BASE_DIR) / name).read_text(encoding="utf-8")
