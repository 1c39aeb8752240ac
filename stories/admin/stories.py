"""Review. A curator sees what was told, not who asked for it: names stand as placeholders, and nothing links to the family."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from stories.models import Story
from stories.reading.names import FOR_CURATORS, put_in
from stories.telling import dna

CHOICE = ("dynasty_words", "power_words", "tone_words", "hero", "companion", "language", "length", "age")
TELLING = (
    "teller",
    "prompt_version",
    "state",
    "ending",
    "trouble",
    "created",
    "seconds_to_first_words",
    "ended",
    "characters",
    "attempt",
)


@admin.register(Story)
class StoryAdmin(admin.ModelAdmin):
    list_display = [
        "title",
        "dynasty_words",
        "power_words",
        "tone_words",
        "teller",
        "state",
        "ending",
        "review",
        "characters",
        "seconds_to_first_words",
        "created",
    ]
    list_filter = ["state", "ending", "review", "language", "teller", "dynasty", "power", "tone"]
    search_fields = ["title", "text", "dynasty_words", "power_words"]
    date_hierarchy = "created"
    list_select_related = ["teller"]
    actions = ["publish", "feature", "hide"]
    fieldsets = [
        (None, {"fields": ("title", "as_told", "review")}),
        (_("Choice"), {"fields": CHOICE}),
        (_("DNA"), {"fields": ("made_of",)}),
        (_("Telling"), {"fields": TELLING}),
    ]
    readonly_fields = ["title", "as_told", "review", "made_of", *CHOICE, *TELLING]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """No question about a family is answered, by no address either."""
        return lookup.partition("__")[0] not in (
            "visitor",
            "account",
            "names",
            "request_key",
            "seed",
            "turn",
            "dna",
        ) and super().lookup_allowed(lookup, value, request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description=_("text"))
    def as_told(self, story: Story) -> str:
        return put_in(story.text, FOR_CURATORS)

    @admin.display(description=_("what it is made of"))
    def made_of(self, story: Story) -> str:
        drawn = dna.described(story.dna, story.language)
        return format_html_join("", "<div><b>{}</b> {}</div>", drawn) or "–"

    @admin.display(description=_("characters"))
    def characters(self, story: Story) -> int:
        return len(story.text)

    @admin.display(description=_("seconds to first words"))
    def seconds_to_first_words(self, story: Story) -> str:
        seconds = story.seconds_to_first_words
        return "–" if seconds is None else f"{seconds:.2f}"

    @admin.action(description=_("Publish"), permissions=["change"])
    def publish(self, request: HttpRequest, chosen: QuerySet[Story]) -> None:
        self._show(request, chosen, Story.Review.PUBLISHED)

    @admin.action(description=_("Feature"), permissions=["change"])
    def feature(self, request: HttpRequest, chosen: QuerySet[Story]) -> None:
        self._show(request, chosen, Story.Review.FEATURED)

    @admin.action(description=_("Hide"), permissions=["change"])
    def hide(self, request: HttpRequest, chosen: QuerySet[Story]) -> None:
        self._say(request, self._reviewed(request, chosen, Story.Review.HIDDEN), 0)

    def _show(self, request: HttpRequest, chosen: QuerySet[Story], review: Story.Review) -> None:
        """Only what came to its own end may be shown to others."""
        asked = chosen.count()
        changed = self._reviewed(request, chosen.filter(pk__in=Story.objects.told()), review)
        self._say(request, changed, asked - changed)

    @transaction.atomic
    def _reviewed(self, request: HttpRequest, chosen: QuerySet[Story], review: Story.Review) -> int:
        """How many; each leaves a line in the trail, and none changes without one."""
        curator: Any = request.user
        stories = list(chosen)
        if stories:
            words = f"{Story._meta.get_field('review').verbose_name}: {review.label}"
            LogEntry.objects.log_actions(curator.pk, stories, CHANGE, words)
        return Story.objects.filter(pk__in=[story.pk for story in stories]).update(review=review)

    def _say(self, request: HttpRequest, changed: int, left: int) -> None:
        self.message_user(request, ngettext("%d story was changed.", "%d stories were changed.", changed) % changed, messages.SUCCESS)
        if left:
            words = ngettext("%d was left: it was not told to its own end.", "%d were left: they were not told to their own end.", left)
            self.message_user(request, words % left, messages.WARNING)
