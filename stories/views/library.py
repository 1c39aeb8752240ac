from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from stories import access
from stories.models import Story
from stories.reading import label
from stories.reading.cover import alt
from stories.reading.paragraphs import paragraphs
from stories.reading.script import lang, shown, shown_choice
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


def _line(story: Any) -> dict[str, Any]:
    told = paragraphs(story.text)
    row = {name: getattr(story, name) for name in ("created", "state")}
    more = {
        "lang": lang(story.language),
        "is_second": story.kin == Story.Kin.BESIDE,
        "cover_alt": alt(story),
        "first_line": shown(told[0], story.names) if told else "",
        "label": label.label(story),
    }
    return {**shown_choice(story), **row, **more, "id": story.pk}
