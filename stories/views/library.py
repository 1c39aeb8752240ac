"""The family's shelf: what is looked for on it, what it likes best, and what it takes off and puts back."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST

from stories import access
from stories.forms import page_language
from stories.library import search, shelf, undo
from stories.models import Story
from stories.reading import label
from stories.reading.cover import alt
from stories.reading.paragraphs import paragraphs
from stories.reading.script import as_written, lang, shown, shown_choice
from stories.views import choose
from stories.views.read import mine

JUST_NOW = timedelta(minutes=5)
LATELY = 50


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_cache=True)
def stories(request: HttpRequest) -> HttpResponse:
    """One address: a new story by POST, one's own stories by GET."""
    return choose.begin(request) if request.method == "POST" else _shelf(request)


@require_POST
def favourite(request: Any, story_id: UUID) -> HttpResponse:
    """By value, so that two taps are not one too many."""
    row = access.stories_of(request.visitor).filter(pk=story_id)
    if not row.update(favourite=request.POST.get("favourite") == "on"):
        raise Http404
    return _back(request, f"star-{story_id}")


@require_POST
async def remove(request: HttpRequest, story_id: UUID) -> HttpResponse:
    await undo.take_off(await mine(request, story_id))
    return _back(request, "taken-off")


@require_POST
def restore(request: Any, story_id: UUID) -> HttpResponse:
    story = access.removed_of(request.visitor).filter(pk=story_id).first()
    if story is None:
        raise Http404
    undo.put_back(story)
    return _back(request, f"book-{story_id}")


def _back(request: HttpRequest, place: str) -> HttpResponse:
    """To the page where the button was, if it was one with stories."""
    said = request.POST.get("next", "")
    is_ours = said.startswith(reverse("shelf")) and url_has_allowed_host_and_scheme(said, allowed_hosts=None)
    return redirect(f"{said if is_ours else reverse('shelf')}#{place}")


def _shelf(request: Any) -> HttpResponse:
    mine = access.stories_of(request.visitor)
    has = shelf.has(mine, request.visitor)
    sought = has.known(_sought(request))
    page = shelf.page(shelf.found(mine, sought), request.GET.get("newer", ""), request.GET.get("older", ""))
    off = list(undo.lately(access.removed_of(request.visitor))[:LATELY])
    said = {
        "sought": sought,
        "stories": [_line(story) for story in page.stories],
        "newer": page.newer and _address(sought, newer=page.newer),
        "older": page.older and _address(sought, older=page.older),
        "picks": _picks(has, sought),
        "off": [{"id": story.pk, "lang": lang(story.language), "title": shown(story.title, story.names)} for story in off],
        "off_just_now": any(story.removed > timezone.now() - JUST_NOW for story in off[:1]),  # type: ignore[operator]
        "others_like": Story.objects.featured().exists(),
    }
    return render(request, "library/shelf.html", said)


def _sought(request: HttpRequest) -> shelf.Sought:
    said = {name: request.GET.get(name, "") for name in ("child", "dynasty", "power", "series", "favourites")}
    return shelf.Sought(words=search.cleaned(request.GET.get("words", "")), **said)


def _address(sought: shelf.Sought, **place: str) -> str:
    return "?" + urlencode({**sought.said, **place})


def _picks(has: shelf.Has, sought: shelf.Sought) -> dict[str, list[dict[str, Any]]]:
    """The rows of each list to pick from; of a kind that the family has nothing of, there is no list."""
    lists = {
        "child": [(str(child.pk), child.nickname) for child in has.children],
        "dynasty": [(entry["slug"], _name(entry)) for entry in has.dynasties],
        "power": [(entry["slug"], _name(entry)) for entry in has.powers],
        "series": [(str(story.series_id), shown(story.title, story.names)) for story in has.series],
        "favourites": [("on", "")] if has.favourites else [],
    }
    return {
        name: [{"value": value, "words": words, "chosen": value == getattr(sought, name)} for value, words in rows]
        for name, rows in lists.items()
    }


def _name(entry: dict[str, Any]) -> str:
    return as_written(entry[f"name_{page_language()}"] or entry["name_zh"])


def _line(story: Any) -> dict[str, Any]:
    told = paragraphs(story.beginning)
    row = {name: getattr(story, name) for name in ("created", "state", "favourite", "chapter", "series_id")}
    more = {
        "lang": lang(story.language),
        "is_second": story.kin == Story.Kin.BESIDE,
        "cover_alt": alt(story),
        "first_line": shown(told[0], story.names) if told else "",
        "label": label.label(story),
    }
    return {**shown_choice(story), **row, **more, "id": story.pk}
