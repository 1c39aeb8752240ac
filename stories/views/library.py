from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from stories import access
from stories.models import Story
from stories.reading import label
from stories.reading.cover import alt
from stories.reading.names import named, put_in
from stories.reading.paragraphs import paragraphs
from stories.views import choose

SHOWN = 60


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_cache=True)
def stories(request: HttpRequest) -> HttpResponse:
    """One address: a new story by POST, one's own stories by GET."""
    return choose.begin(request) if request.method == "POST" else _shelf(request)


def _shelf(request: Any) -> HttpResponse:
    mine = access.stories_of(request.visitor).select_related("dynasty", "power", "tone", "companion", "teller")[:SHOWN]
    return render(request, "library/shelf.html", {"stories": [_line(story) for story in mine]})


def _line(story: Story) -> dict[str, Any]:
    told = paragraphs(put_in(story.text, story.names))
    row = {name: getattr(story, name) for name in ("created", "state", "language")}
    shown = {"cover_alt": alt(story), "first_line": told[0] if told else "", "label": label.label(story)}
    return {**named(story), **row, **shown, "id": story.pk}
