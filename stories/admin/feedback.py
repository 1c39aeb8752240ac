"""What families said of their stories. Only looked at, by whoever may read the stories; names stand as placeholders."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from stories.admin.trail import ReadOnlyAdmin
from stories.models import Feedback
from stories.reading.names import FOR_CURATORS, put_in

ASKED = ("face", "reason", "changed", "q", "o", "p", "all")


@admin.register(Feedback)
class FeedbackAdmin(ReadOnlyAdmin):
    list_display = ["title_shown", "face", "reason", "words_shown", "changed"]
    list_filter = ["face", "reason"]
    list_select_related = ["story"]
    search_fields = ["words"]
    date_hierarchy = "changed"
    fields = ["title_shown", "face", "reason", "words_shown", "changed"]

    def has_view_permission(self, request: HttpRequest, obj: Feedback | None = None) -> bool:
        user: Any = request.user
        return super().has_view_permission(request, obj) and user.has_perm("stories.view_story")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """No question about a family is answered, nor about its story."""
        return lookup.partition("__")[0] in ASKED and super().lookup_allowed(lookup, value, request)

    @admin.display(description=_("story"))
    def title_shown(self, given: Feedback) -> str:
        return str(given.story)

    @admin.display(description=_("in the parent’s words"))
    def words_shown(self, given: Feedback) -> str:
        return put_in(given.words, FOR_CURATORS)
