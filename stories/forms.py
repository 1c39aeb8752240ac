"""What a parent picks and types becomes a Choice. What was typed is never lost: the form shows it again."""

import secrets
from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from stories.catalogue.find import Found, find
from stories.errors import ChoiceError
from stories.library import children
from stories.models import Child, Companion, Dynasty, Hero, Power, Story, Tone
from stories.telling.gate import request as gate
from stories.telling.start import Choice

KINDS: dict[str, Any] = {"dynasty": Dynasty, "power": Power, "tone": Tone}
NOT_YOURS = _("We do not know that child here. Please tick again who listens.")
NOTHING_PICKED = {
    "dynasty": _("Please pick a dynasty first, or let us surprise you."),
    "power": _("Which power shall it be? Pick one, or let us surprise you."),
    "tone": _("How shall the story feel? Tap one of these."),
}


def page_language() -> str:
    """The story language that goes with the page's."""
    return "zh" if (get_language() or "zh").startswith("zh") else "en"


def new_request_key() -> str:
    return secrets.token_urlsafe(16)


def _typed(too_long: Any = gate.TOO_LONG) -> forms.CharField:
    return forms.CharField(required=False, max_length=gate.TYPED_AT_MOST, error_messages={"max_length": too_long})


class ChoiceForm(forms.Form):
    """`dynasty`, `power` and `tone` take a slug, a name or own words; the `_own` fields are the page's text boxes."""

    dynasty = _typed()
    dynasty_own = _typed()
    power = _typed()
    power_own = _typed()
    tone = _typed()
    tone_own = _typed()
    hero = _typed(gate.NO_HERO)
    hero_own = _typed(gate.NO_HERO)
    companion = _typed()
    length = forms.ChoiceField(required=False, choices=Story.Length.choices)
    language = forms.ChoiceField(required=False, choices=Story.Language.choices)
    age = forms.ChoiceField(required=False, choices=Story.Age.choices)
    child = _typed(gate.NO_NAME)
    listeners = forms.MultipleChoiceField(required=False, error_messages={"invalid_choice": NOT_YOURS, "invalid_list": NOT_YOURS})
    asks = forms.BooleanField(required=False)
    request_key = forms.CharField(required=False, max_length=64)

    def __init__(self, *values: Any, family: Sequence[Child] = (), **more: Any) -> None:
        """`family`: the children whom this one may have listen."""
        super().__init__(*values, **more)
        self.family = {str(child.pk): child for child in family}
        self.fields["listeners"].choices = [(key, child.nickname) for key, child in self.family.items()]  # type: ignore[attr-defined]

    def choice(self) -> Choice:
        """The clean choice; only after `is_valid()`."""
        return self.cleaned_data["choice"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        language = cleaned.get("language") or page_language()
        found: dict[str, Any] = {name: self._found(name, language) for name in KINDS}
        extras: dict[str, Any] = {
            **self._hero(),
            "companion": self._entry(Companion, "companion"),
            "child": self._child(),
            "listeners": tuple(self.family[key] for key in cleaned.get("listeners", [])),
            "asks": cleaned.get("asks", False),
        }
        self._check_there_is_room(extras)
        self._check_hero_lived_then(extras["hero"], found["dynasty"])
        if not self.errors:
            measure: dict[str, Any] = {"length": cleaned.get("length") or Story.Length.SHORT, "age": self._age(extras["listeners"])}
            cleaned["choice"] = Choice(**found, **extras, **measure, language=language)
        return cleaned

    def _said(self, name: str) -> str:
        """A tapped tone comes before typed words, for its tap sent the form; else typed words come first."""
        tapped, own = self.cleaned_data.get(name, ""), self.cleaned_data.get(f"{name}_own", "")
        return (tapped or own) if name == "tone" else (own or tapped)

    def _found(self, name: str, language: str) -> Found[Any] | None:
        if self._is_too_long(name):
            return None
        said = gate.clean(self._said(name))
        if not said:
            self.add_error(name, NOTHING_PICKED[name])
            return None
        found = find(KINDS[name], said, language)
        if found.entry:
            return found
        return self._or_refusal(name, lambda: Found(gate.own_words(name, said), None))

    def _is_too_long(self, name: str) -> bool:
        """What is wrong with own words is said beside the cards that they stand for."""
        if f"{name}_own" in self.errors:
            self.add_error(name, self.errors[f"{name}_own"][0])
        return name in self.errors

    def _hero(self) -> dict[str, Any]:
        """One of the catalogue, or, where this house allows it, a name of the family's own."""
        if self._is_too_long("hero"):
            return {"hero": None, "hero_name": ""}
        said = gate.clean(self._said("hero"))
        if settings.STORYTELLER_OWN_HEROES and said and not Hero.objects.named(said).exists():
            return {"hero": None, "hero_name": self._or_refusal("hero", lambda: gate.hero_name(said)) or ""}
        return {"hero": self._entry(Hero, "hero"), "hero_name": ""}

    def _entry(self, kind: Any, name: str) -> Any:
        said = gate.clean(self._said(name))
        entry = find(kind, said, "zh").entry if said else None
        if said and not entry:
            self.add_error(name, _("We do not know that one. Please pick from the list."))
        return entry

    def _check_hero_lived_then(self, hero: Hero | None, dynasty: Found[Dynasty] | None) -> None:
        if hero and dynasty and dynasty.entry != hero.dynasty:
            self.add_error("hero", _("This hero lived in another dynasty. Pick that one, or let us draw a hero."))

    def _child(self) -> str:
        if "child" in self.errors:
            return ""
        return self._or_refusal("child", lambda: gate.child_name(self.cleaned_data.get("child", ""))) or ""

    def _check_there_is_room(self, extras: dict[str, Any]) -> None:
        if len(extras["listeners"]) + bool(extras["child"]) > children.LISTEN_AT_MOST:
            self.add_error("listeners", _("Four can listen to one story. The others hear the next one."))

    def _age(self, listeners: Sequence[Child]) -> str:
        """As tapped; else so that the youngest can follow."""
        return self.cleaned_data.get("age") or children.youngest(listeners) or Story.Age.MIDDLE

    def _or_refusal(self, name: str, read: Any) -> Any:
        try:
            return read()
        except ChoiceError as refusal:
            self.add_error(name, str(refusal.message))
            return None


class ChildForm(forms.Form):
    """A child of the family."""

    nickname = _typed(gate.NO_NAME)
    age = forms.ChoiceField(required=False, choices=Child.Age.choices)
    likes = _typed(gate.TOO_MANY)
    avoids = _typed(gate.TOO_MANY)

    def clean_nickname(self) -> str:
        said = self.cleaned_data["nickname"]
        if not gate.clean(said):
            raise forms.ValidationError(_("What do you call this child? A nickname will do."))
        return self._checked(lambda: gate.nickname(said))

    def clean_age(self) -> str:
        return self.cleaned_data["age"] or Child.Age.MIDDLE

    def clean_likes(self) -> str:
        return self._checked(lambda: children.wish("likes", self.cleaned_data["likes"]))

    def clean_avoids(self) -> str:
        return self._checked(lambda: children.wish("avoids", self.cleaned_data["avoids"]))

    def _checked(self, read: Callable[[], str]) -> str:
        try:
            return read()
        except ChoiceError as refusal:
            raise forms.ValidationError(str(refusal.message)) from refusal
