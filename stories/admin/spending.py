"""What a day had, to look at only. Nobody sees who had it."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse

from stories.admin.trail import ReadOnlyAdmin
from stories.models import Allowance, Charge

DAYS = 31


@admin.register(Allowance)
class AllowanceAdmin(ReadOnlyAdmin):
    """The site's row is the sum of a day."""

    fields = ["day", "scope", "stories", "money"]
    list_display = ["day", "scope", "stories", "money"]
    list_filter = ["scope"]
    date_hierarchy = "day"
    ordering = ["-day", "scope", "-money", "-stories"]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup.partition("__")[0] != "who" and super().lookup_allowed(lookup, value, request)


@admin.register(Charge)
class ChargeAdmin(ReadOnlyAdmin):
    fields = ["created", "teller", "reserved", "settled", "tokens_in", "tokens_out"]
    list_display = ["created", "teller", "reserved", "settled", "tokens_in", "tokens_out"]
    list_filter = ["teller"]
    list_select_related = ["teller"]
    date_hierarchy = "day"
    ordering = ["-created"]
    change_list_template = "admin/charges.html"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {**(extra_context or {}), "days": _days()})


def _days() -> list[dict[str, Any]]:
    """The sums of the last days on which anything was paid for; what is not settled counts as reserved."""
    days = Charge.objects.order_by("-day").values("day").annotate(
        askings=Count("pk"), settled=Sum("settled"), tokens_in=Sum("tokens_in"), tokens_out=Sum("tokens_out")
    )[:DAYS]  # fmt: skip
    open_now = dict(Charge.objects.filter(settled__isnull=True).values_list("day").annotate(Sum("reserved")))
    return [{**day, "money": (day["settled"] or 0) + open_now.get(day["day"], 0)} for day in days]
