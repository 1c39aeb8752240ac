"""The children of a family: their small profiles, to be looked at, added, mended and deleted. No account is needed."""

from typing import Any

from asgiref.sync import async_to_sync
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST

from stories.errors import ChoiceError, ModeratorError
from stories.forms import ChildForm
from stories.library import children as room
from stories.models import Child, Story
from stories.telling.gate.moderators import judge_request
from stories.telling.gate.request import NOT_TONIGHT
from stories.telling.names import taken_out

FIELDS = ("nickname", "age", "likes", "avoids")


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_cache=True)
def children(request: Any) -> HttpResponse:
    """All of them, and room for one more."""
    request.visitor_is_needed = True
    if request.method != "POST":
        return _list(request, ChildForm())
    form = ChildForm(request.POST)
    if status := _trouble(form, lambda words: room.add(request.visitor, words)):
        return _list(request, form, status)
    return redirect("children")


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_cache=True)
def child(request: Any, child_id: int) -> HttpResponse:
    mended = _mine(request, child_id)
    if request.method != "POST":
        return _one(request, mended, ChildForm(initial={name: getattr(mended, name) for name in FIELDS}))
    form = ChildForm(request.POST)
    if status := _trouble(form, lambda words: room.mend(mended, words)):
        return _one(request, mended, form, status)
    return redirect("children")


@require_POST
def delete(request: HttpRequest, child_id: int) -> HttpResponse:
    room.forget(_mine(request, child_id))
    return redirect("children")


def _mine(request: Any, child_id: int) -> Child:
    """Somebody else's child and no child at all look the same."""
    found = next((one for one in room.children_of(request.visitor) if one.pk == child_id), None)
    if found is None:
        raise Http404
    return found


def _trouble(form: ChildForm, keep: Any) -> int:
    """0 where it is kept, else how the form is answered: what is wrong stands in it, beside all that was typed."""
    if not form.is_valid():
        return 422
    try:
        _have_judged(form.cleaned_data)
        keep({name: form.cleaned_data[name] for name in FIELDS})
    except ChoiceError as refusal:
        form.add_error(refusal.field, str(refusal.message))
        return 422
    except ModeratorError as away:
        form.add_error("likes", str(away.message))
        return away.status
    return 0


def _have_judged(words: dict[str, str]) -> None:
    """What a child likes may come into a story, so the moderator sees it, where there is one. What is avoided never comes."""
    likes = taken_out(words["likes"], {Story.CHILD: words["nickname"]})
    if likes and not async_to_sync(judge_request)(likes).fit:
        raise ChoiceError("likes", NOT_TONIGHT)


def _list(request: Any, form: ChildForm, status: int = 200) -> HttpResponse:
    there = room.children_of(request.visitor)
    shown = {"children": there, "is_full": len(there) >= room.AT_MOST, "form": form, "ages": _ages(form)}
    return render(request, "children/children.html", shown, status=status)


def _one(request: HttpRequest, child: Child, form: ChildForm, status: int = 200) -> HttpResponse:
    return render(request, "children/child.html", {"child": child, "form": form, "ages": _ages(form)}, status=status)


def _ages(form: ChildForm) -> list[dict[str, Any]]:
    chosen = form["age"].value() or Child.Age.MIDDLE
    return [{"value": value, "label": label, "chosen": value == chosen} for value, label in Child.Age.choices]
