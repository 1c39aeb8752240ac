"""The catalogue: what is changed here is told the same evening."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from stories.models import Companion, Dynasty, Fact, Hero, Power, Tone


class EntryAdmin(admin.ModelAdmin):
    list_display = ["name_zh", "name_en", "pinyin", "order", "on"]
    list_editable = ["order", "on"]
    search_fields = ["slug", "name_zh", "name_en", "pinyin"]
    prepopulated_fields = {"slug": ["name_en"]}


@admin.register(Dynasty)
class DynastyAdmin(EntryAdmin):
    list_display = ["name_zh", "name_en", "begins", "ends", "order", "on"]


class FactInline(admin.StackedInline):
    model = Fact
    extra = 0
    prepopulated_fields = {"slug": ["text_en"]}


@admin.register(Hero)
class HeroAdmin(EntryAdmin):
    list_display = ["name_zh", "name_en", "dynasty", "calling", "born", "died", "who_zh", "facts_told", "on"]
    list_editable = ["on"]
    list_filter = ["dynasty", "calling", "gender", "on"]
    list_select_related = ["dynasty"]
    inlines = [FactInline]

    @admin.display(description=_("facts told"))
    def facts_told(self, hero: Any) -> int:
        return hero.facts_told

    def get_queryset(self, request: HttpRequest) -> QuerySet[Hero]:
        told = Fact.objects.told().filter(hero=OuterRef("pk")).order_by().values("hero").annotate(number=Count("pk")).values("number")
        return super().get_queryset(request).annotate(facts_told=Coalesce(Subquery(told), 0))


@admin.register(Fact)
class FactAdmin(admin.ModelAdmin):
    """What nobody has looked up yet is found by the filter."""

    list_display = ["slug", "text_zh", "source", "words", "checked"]
    list_filter = ["checked", "hero__dynasty"]
    search_fields = ["slug", "text_zh", "text_en", "source", "words", "hero__name_zh", "hero__name_en"]
    list_select_related = ["hero"]


admin.site.register([Power, Tone, Companion], EntryAdmin)
