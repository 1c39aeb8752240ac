"""Review. A curator sees what was told, not who asked for it: names stand as placeholders, and nothing links to the family."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from stories.models import Feedback, Story, Verdict
from stories.reading.names import FOR_CURATORS, put_in
from stories.telling import dna

CHOICE = ("choice", "hero", "companion", "language", "length", "age")
SAID = ("feedback__face", "feedback__reason")
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


def _note_by_number(stories: Iterable[Story]) -> None:
    """The admin's journal outlives a story that its family deletes, so no title of a family stands in it."""
    for number in [str(story.pk) for story in stories]:
        LogEntry.objects.filter(content_type__app_label="stories", content_type__model="story", object_id=number).update(object_repr=number)


def _feedback(story: Story) -> Feedback:
    return getattr(story, "feedback", None) or Feedback()


class VerdictInline(admin.TabularInline):
    """What the gate kept back. Only looked at."""

    model = Verdict
    readonly_fields = ["layer", "reason", "judge", "kept_back", "when"]
    exclude = ["at", "words"]
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Story | None = None) -> bool:
        return False

    has_change_permission = has_delete_permission = has_add_permission

    @admin.display(description=_("words"))
    def kept_back(self, verdict: Verdict) -> str:
        return put_in(verdict.words, FOR_CURATORS)


@admin.register(Story)
class StoryAdmin(admin.ModelAdmin):
    list_display = [
        "title_shown",
        "choice",
        "teller",
        "state",
        "ending",
        "review",
        "offered",
        "face",
        "reason",
        "characters",
        "seconds_to_first_words",
        "created",
    ]
    list_filter = ["state", "ending", "review", "offered", *SAID, "language", "teller", "dynasty", "power", "tone"]
    search_fields = ["title", "text", "dynasty_words", "power_words"]
    date_hierarchy = "created"
    list_select_related = ["teller", "feedback"]
    show_full_result_count = False
    actions = ["publish", "feature", "hide"]
    inlines = [VerdictInline]
    fieldsets = [
        (None, {"fields": ("title_shown", "as_told", "review", "offered")}),
        (_("Choice"), {"fields": CHOICE}),
        (_("What its family said"), {"fields": ("face", "reason", "parents_words")}),
        (_("DNA"), {"fields": ("made_of",)}),
        (_("Telling"), {"fields": TELLING}),
    ]
    readonly_fields = ["title_shown", "as_told", "review", "offered", "face", "reason", "parents_words", "made_of", *CHOICE, *TELLING]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """No question about a family is answered, by no address either."""
        return lookup.partition("__")[0] not in (
            "visitor",
            "account",
            "network",
            "names",
            "request_key",
            "seed",
            "turn",
            "dna",
        ) and super().lookup_allowed(lookup, value, request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def log_change(self, request: HttpRequest, obj: Story, message: Any) -> Any:
        entry = super().log_change(request, obj, message)
        _note_by_number([obj])
        return entry

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        entries = super().log_deletions(request, queryset)
        _note_by_number(queryset)
        return entries

    @admin.display(description=_("title"), ordering="title")
    def title_shown(self, story: Story) -> str:
        return put_in(story.title, FOR_CURATORS)

    @admin.display(description=_("choice"))
    def choice(self, story: Story) -> str:
        return put_in(" · ".join((story.dynasty_words, story.power_words, story.tone_words)), FOR_CURATORS)

    @admin.display(description=_("text"))
    def as_told(self, story: Story) -> str:
        return put_in(story.text, FOR_CURATORS)

    @admin.display(description=_("face"), ordering="feedback__face")
    def face(self, story: Story) -> str:
        return _feedback(story).get_face_display() or "–"

    @admin.display(description=_("not good, because"), ordering="feedback__reason")
    def reason(self, story: Story) -> str:
        return _feedback(story).get_reason_display() or "–"

    @admin.display(description=_("in the parent’s words"))
    def parents_words(self, story: Story) -> str:
        return put_in(_feedback(story).words, FOR_CURATORS) or "–"

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
        """Only what came to its own end, and was offered by its family or belongs to none."""
        asked = chosen.count()
        changed = self._reviewed(request, chosen.filter(pk__in=Story.objects.may_be_shown()), review)
        self._say(request, changed, asked - changed)

    @transaction.atomic
    def _reviewed(self, request: HttpRequest, chosen: QuerySet[Story], review: Story.Review) -> int:
        """How many; each leaves a line in the trail, and none changes without one."""
        curator: Any = request.user
        stories = list(chosen)
        if stories:
            words = f"{Story._meta.get_field('review').verbose_name}: {review.label}"
            LogEntry.objects.log_actions(curator.pk, stories, CHANGE, words)
            _note_by_number(stories)
        return Story.objects.filter(pk__in=[story.pk for story in stories]).update(review=review)

    def _say(self, request: HttpRequest, changed: int, left: int) -> None:
        self.message_user(request, ngettext("%d story was changed.", "%d stories were changed.", changed) % changed, messages.SUCCESS)
        if left:
            words = ngettext(
                "%d was left: it was not told to its own end, or its family has not offered it.",
                "%d were left: they were not told to their own end, or their families have not offered them.",
                left,
            )
            self.message_user(request, words % left, messages.WARNING)
