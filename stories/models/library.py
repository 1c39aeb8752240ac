import secrets
import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Series(models.Model):
    """Chapters that go on from one another: stories with the same `series`, in the order of `chapter`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    visitor = models.CharField(max_length=64, db_index=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created"]
        verbose_name = _("series")
        verbose_name_plural = _("series")

    def __str__(self) -> str:
        return str(self.pk)


class Thread(models.Model):
    """One thing that a series remembers. The family sees, mends and drops it."""

    class Kind(models.TextChoices):
        WHO = "who", _("who")
        WHERE = "where", _("where")
        THING = "thing", _("a thing")
        OPEN = "open", _("still open")

    series = models.ForeignKey(Series, models.CASCADE, related_name="threads", verbose_name=_("series"))
    kind = models.CharField(_("kind"), max_length=5, choices=Kind.choices)
    words = models.CharField(_("what is remembered"), max_length=300)  # personal names stand in it as code points
    chapter = models.PositiveSmallIntegerField(_("since chapter"))
    told_in = models.JSONField(_("told in chapters"), default=list, blank=True)
    mark = models.CharField(max_length=80, blank=True)  # pile and card that it came from; none where the family wrote it
    dropped = models.BooleanField(_("dropped"), default=False)

    class Meta:
        ordering = ["chapter", "pk"]
        verbose_name = _("thread")
        verbose_name_plural = _("threads")
        constraints = [
            models.UniqueConstraint(fields=["series", "chapter", "mark"], condition=~models.Q(mark=""), name="remembered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.chapter}"


def _token() -> str:
    return secrets.token_urlsafe(16)


class ShareQuerySet(models.QuerySet):
    def open(self) -> Self:
        """Those that show their story now."""
        from_shelf = Q(story__removed=None)
        return self.filter(from_shelf, until__gt=timezone.now())


class Share(models.Model):
    """A link that shows one story to whoever has it, until a day. Taken back, the row is gone."""

    token = models.CharField(max_length=32, unique=True, default=_token, editable=False)  # 128 random bits
    story = models.ForeignKey("stories.Story", models.CASCADE, related_name="shares", verbose_name=_("story"))
    with_names = models.BooleanField(_("with the children’s names"), default=False)
    created = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField(_("until"))

    objects = ShareQuerySet.as_manager()

    class Meta:
        ordering = ["-created"]
        verbose_name = _("shared link")
        verbose_name_plural = _("shared links")

    def __str__(self) -> str:
        return str(self.pk)


class Feedback(models.Model):
    """What a family said of a story: the child by a face, the parent by a reason."""

    class Face(models.IntegerChoices):
        SAD = 1, _("did not like it")
        SO_SO = 2, _("it was all right")
        GLAD = 3, _("loved it")

    class Reason(models.TextChoices):
        SCARY = "scary", _("too scary")
        DULL = "dull", _("dull")
        ODD = "odd", _("it made no sense")
        HARD = "hard", _("too hard to follow")
        WRONG = "wrong", _("something in it is not true")
        LANGUAGE = "language", _("badly written")
        OTHER = "other", _("something else")

    OF_WHAT_IS_IN_IT = (Reason.SCARY, Reason.DULL, Reason.ODD)  # the others are about how it was told

    story = models.OneToOneField("stories.Story", models.CASCADE, related_name="feedback", verbose_name=_("story"))
    face = models.PositiveSmallIntegerField(_("face"), choices=Face.choices, null=True, blank=True)
    reason = models.CharField(_("not good, because"), max_length=10, choices=Reason.choices, blank=True)
    words = models.CharField(_("in the parent’s words"), max_length=200, blank=True)  # personal names stand in it as code points
    changed = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-changed"]
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")

    def __str__(self) -> str:
        return str(self.pk)
