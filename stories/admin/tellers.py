from django.contrib import admin

from stories.models import Teller


@admin.register(Teller)
class TellerAdmin(admin.ModelAdmin):
    list_display = ["name", "endpoint", "model", "style", "price_in", "price_out", "order", "on"]
    list_editable = ["order", "on"]
