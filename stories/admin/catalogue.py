"""The catalogue: what is changed here is told the same evening."""

from django.contrib import admin

from stories.models import Companion, Dynasty, Hero, Power, Tone


class EntryAdmin(admin.ModelAdmin):
    list_display = ["name_zh", "name_en", "pinyin", "order", "on"]
    list_editable = ["order", "on"]
    search_fields = ["slug", "name_zh", "name_en", "pinyin"]
    prepopulated_fields = {"slug": ["name_en"]}


@admin.register(Dynasty)
class DynastyAdmin(EntryAdmin):
    list_display = ["name_zh", "name_en", "begins", "ends", "order", "on"]


@admin.register(Hero)
class HeroAdmin(EntryAdmin):
    list_display = ["name_zh", "name_en", "dynasty", "born", "died", "who_zh", "source", "on"]
    list_editable = ["on"]
    list_filter = ["dynasty", "gender", "on"]
    list_select_related = ["dynasty"]


admin.site.register([Power, Tone, Companion], EntryAdmin)
