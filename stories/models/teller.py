from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class TellerQuerySet(models.QuerySet):
    def able(self) -> Self:
        """Switched on, and with an endpoint that this house has. Addresses and keys come from the environment only."""
        return self.filter(on=True, endpoint__in=[Teller.Endpoint.BUILTIN, *Teller.endpoints()])

    def line_up(self, first: "Teller | None") -> "list[Teller]":
        """Who is asked, one after another: the story's own teller, or else the first that is able, then the second endpoint."""
        able = list(self.able())
        begins = next((teller for teller in able if teller == first), None) or next(iter(able), None)
        return [begins, *(teller for teller in able if teller.endpoint == Teller.Endpoint.FALLBACK and teller != begins)] if begins else []


class Teller(models.Model):
    """Who tells: an endpoint, a model, and how that model is asked."""

    class Endpoint(models.TextChoices):
        BUILTIN = "builtin", _("built-in, in this house")
        MAIN = "main", _("OPENAI_BASE_URL")
        FALLBACK = "fallback", _("STORYTELLER_FALLBACK_BASE_URL")

    class Style(models.TextChoices):
        CHAT = "chat", _("chat")
        COMPLETION = "completion", _("completion, trained on short prompts")

    name = models.CharField(_("name"), max_length=80, unique=True)
    endpoint = models.CharField(_("endpoint"), max_length=20, choices=Endpoint.choices)
    model = models.CharField(_("model"), max_length=120, blank=True)
    style = models.CharField(_("style"), max_length=20, choices=Style.choices, default=Style.CHAT)
    separator = models.CharField(
        _("separator"), max_length=20, blank=True, default=" ->", help_text=_("Ends the short prompt, exactly as in training.")
    )
    stop = models.CharField(_("stop"), max_length=20, blank=True, default="###", help_text=_("Ends the story, exactly as in training."))
    price_in = models.DecimalField(_("price in"), max_digits=12, decimal_places=6, default=0, help_text=_("For a million tokens."))
    price_out = models.DecimalField(_("price out"), max_digits=12, decimal_places=6, default=0, help_text=_("For a million tokens."))
    order = models.PositiveSmallIntegerField(_("order"), default=100, help_text=_("The first that is able tells."))
    on = models.BooleanField(_("on"), default=True)

    objects = TellerQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("teller")
        verbose_name_plural = _("tellers")

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def endpoints() -> "list[str]":
        """Those that the environment names, the first asked first."""
        named = {
            Teller.Endpoint.MAIN: settings.OPENAI_API_KEY or settings.OPENAI_BASE_URL,
            Teller.Endpoint.FALLBACK: settings.STORYTELLER_FALLBACK_BASE_URL or settings.STORYTELLER_FALLBACK_API_KEY,
        }
        return [endpoint.value for endpoint, is_named in named.items() if is_named]
