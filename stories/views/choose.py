from typing import Any

from asgiref.sync import async_to_sync
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from stories import access, clients
from stories.catalogue.surprise import surprise
from stories.errors import ChoiceError, ModeratorError, TooMany
from stories.forms import ChoiceForm, new_request_key, page_language
from stories.library import children
from stories.models import Companion, Dynasty, Power, Story, Tone
from stories.reading.pictures import picture
from stories.reading.script import as_written
from stories.spending import caps
from stories.spending.payer import Payer, network_of
from stories.telling.gate.moderators import judge_request
from stories.telling.gate.request import NOT_TONIGHT
from stories.telling.start import Choice
from stories.telling.start import begin as begin_story


@require_safe
@cache_control(private=True, no_cache=True)
def choose(request: Any) -> HttpResponse:
    return _page(request, ChoiceForm(initial={"request_key": new_request_key()}, family=children.children_of(request.visitor)))


def begin(request: Any) -> HttpResponse:
    """POST /stories/: the story's row, its doorbell, and on to the reading page."""
    form = ChoiceForm(_asked(request), family=children.children_of(request.visitor))
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        story, is_new = _begin_within_caps(request, form)
    except ChoiceError as refusal:
        form.add_error(refusal.field, str(refusal.message))
        return _page(request, form, status=422)
    except (TooMany, ModeratorError) as later:
        response = _page(request, form, said=str(later.message), status=later.status)
        response["Retry-After"] = str(later.retry_after)
        return response
    if is_new:
        transaction.on_commit(lambda: clients.ring(story.pk))
    return redirect("read", story.pk)


def _begin_within_caps(request: Any, form: ChoiceForm) -> tuple[Story, bool]:
    request.visitor_is_needed = True
    key, payer = form.cleaned_data["request_key"] or new_request_key(), payer_of(request)
    if not Story.objects.of_visitor(request.visitor).filter(request_key=key).exists():
        caps.check_stories(payer)
        caps.check_room()
        _have_judged(form.choice())
    return begin_story(form.choice(), request.visitor, key, payer)


def _have_judged(choice: Choice) -> None:
    """Own words are shown to the moderator, where there is one: it understands what no list holds. Names are shown to nobody."""
    if own := choice.own_words:
        judgement = async_to_sync(judge_request)("\n".join(own.values()))
        if not judgement.fit:
            raise ChoiceError(next(iter(own)), NOT_TONIGHT)


def payer_of(request: Any) -> Payer:
    return Payer(
        request.visitor, request.user.pk if access.family_of(request.user) else None, network_of(request.META.get("REMOTE_ADDR", ""))
    )


def _asked(request: HttpRequest) -> dict[str, Any]:
    asked: dict[str, Any] = {name: typed.replace("\x00", "") for name, typed in request.POST.dict().items()}
    asked["listeners"] = request.POST.getlist("listeners")
    return {**asked, "hero": "", "hero_own": "", **surprise()} if "surprise" in asked else asked


def _page(request: Any, form: ChoiceForm, said: str = "", status: int = 200) -> HttpResponse:
    request.visitor_is_needed = True
    if "request_key" in form.errors or not form.data.get("request_key"):
        form.data = {**form.data, "request_key": new_request_key()}
    return render(request, "choose/choose.html", {"form": form, "said": said, **_offers(form), **_listening(request, form)}, status=status)


def _offers(form: ChoiceForm) -> dict[str, Any]:
    language = page_language()
    dynasties = [
        {**_card(entry, form, "dynasty"), "heroes": _heroes(entry, language)} for entry in Dynasty.objects.on().prefetch_related("heroes")
    ]
    return {
        "others_like": Story.objects.featured().exists(),
        "own_heroes": settings.STORYTELLER_OWN_HEROES,
        "dynasties": dynasties,
        "powers": [_card(entry, form, "power") for entry in Power.objects.on()],
        "tones": [_card(entry, form, "tone") for entry in Tone.objects.on()],
        "companions": [_card(entry, form, "companion") for entry in Companion.objects.on()],
        "lengths": _options(form, "length", Story.Length.choices, Story.Length.SHORT),
        "languages": _options(form, "language", Story.Language.choices, language),
    }


def _listening(request: Any, form: ChoiceForm) -> dict[str, Any]:
    """Who may listen: ticked are those who were here last, or who were ticked just now. Their age goes for all unless one is tapped."""
    ticked = form.data.get("listeners", []) if form.is_bound else map(str, children.listened_last(request.visitor) if form.family else [])
    own, listening = _("As old as whoever listens"), set(ticked)
    family = [{"value": key, "label": child.nickname, "chosen": key in listening} for key, child in form.family.items()]
    ages = [("", own), *Story.Age.choices] if family else Story.Age.choices
    return {"family": family, "ages": _options(form, "age", ages, "" if family else Story.Age.MIDDLE)}


def _card(entry: Any, form: ChoiceForm, kind: str) -> dict[str, Any]:
    names = {field: getattr(entry, field) for field in ("slug", "name_zh", "name_en", "pinyin")}
    chosen = form.data.get(kind) in (entry.slug, entry.name_zh, entry.name_en)
    return {**names, "name": as_written(entry.in_language("name", page_language())), "picture": picture(kind, entry), "chosen": chosen}


def _heroes(dynasty: Dynasty, language: str) -> list[dict[str, str]]:
    heroes = [hero for hero in dynasty.heroes.all() if hero.on]
    return [{"slug": hero.slug, **{field: as_written(hero.in_language(field, language)) for field in ("name", "who")}} for hero in heroes]


def _options(form: ChoiceForm, name: str, choices: Any, default: str) -> list[dict[str, Any]]:
    chosen = form.data.get(name) or default
    return [{"value": value, "label": label, "chosen": value == chosen} for value, label in choices]
