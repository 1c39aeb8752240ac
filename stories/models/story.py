import uuid
from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stories.models.catalogue import Companion, Dynasty, Hero, Power, Tone
from stories.models.family import Child
from stories.models.library import Series
from stories.models.teller import Teller

# State            may become                                   by
# waiting          telling, stopped                              a worker's claim; the family
# telling          finished, waiting, stopped, failed            the teller's end; hand-over, or the sweeper where its worker is lost; the family; a fault
# finished, stopped, failed are ends.
#
# Review           may become
# unreviewed       published, featured, hidden, and any of them one another; only what may be shown may be published or featured: a finished story with
#                  ending `told` that its family has offered, or that no family owns. An offer that is taken back makes it unreviewed again.


def _of_nobody() -> Q:
    return Q(visitor__in=["", Story.TERMINAL]) | Q(visitor__startswith=f"{Story.TERMINAL} ")


class StoryQuerySet(models.QuerySet):
    def of_visitor(self, visitor: str) -> Self:
        return self.filter(visitor=visitor)

    def waiting(self) -> Self:
        return self.filter(state=Story.State.WAITING)

    def telling(self) -> Self:
        return self.filter(state=Story.State.TELLING)

    def lost(self) -> Self:
        """Being told by somebody who was not heard of for too long."""
        return self.telling().filter(lease_until__lt=timezone.now())

    def going_on(self) -> Self:
        return self.filter(state__in=Story.GOING_ON)

    def told(self) -> Self:
        """Whole stories that came to their own end: neither one that stopped to ask, nor what the answer made of it."""
        return self.filter(state=Story.State.FINISHED, ending=Story.Ending.TOLD).exclude(kin=Story.Kin.PART)

    def of_nobody(self) -> Self:
        """Told in a terminal, or for no family at all. A visitor's id has no space in it."""
        return self.filter(_of_nobody())

    def may_be_shown(self) -> Self:
        """To other families, or as an example to learn from: told to its end, and offered by its family, or of nobody. Never what its family took off its shelf."""
        return self.told().on_the_shelf().filter(Q(offered=True) | _of_nobody())

    def waiting_for_review(self) -> Self:
        return self.may_be_shown().filter(review=Story.Review.UNREVIEWED)

    def published(self) -> Self:
        return self.may_be_shown().filter(review__in=Story.SHOWN)

    def featured(self) -> Self:
        return self.may_be_shown().filter(review=Story.Review.FEATURED)

    def on_the_shelf(self) -> Self:
        return self.filter(removed=None)

    def taken_off_lately(self) -> Self:
        """What may still be put back."""
        return self.filter(removed__gte=timezone.now() - Story.UNDO)

    def gone_for_good(self) -> Self:
        """Taken off so long ago that nobody puts it back any more."""
        return self.filter(removed__lt=timezone.now() - Story.UNDO)

    def take_off(self) -> None:
        """From the shelf. What was offered is offered no more, also when it is put back: to show it to others takes another tick."""
        self.offer(False)
        self.on_the_shelf().update(removed=timezone.now())

    def put_back(self) -> None:
        self.update(removed=None)

    def kept_too_long(self) -> Self:
        return self.filter(created__lt=timezone.now() - timedelta(days=settings.STORYTELLER_KEEP_DAYS))

    def offer(self, offered: bool) -> None:
        """The family's tick. Taken back, the story is shown to nobody from this moment on, and a new offer is reviewed anew."""
        self.update(offered=offered)
        if not offered:
            self.filter(review__in=Story.SHOWN).update(review=Story.Review.UNREVIEWED)


class Story(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        TELLING = "telling", _("telling")
        FINISHED = "finished", _("finished")
        STOPPED = "stopped", _("stopped")
        FAILED = "failed", _("failed")

    CHILD = "\ue000"  # stands in the text wherever the child's name is said
    HERO = "\ue001"  # and wherever a hero is said whom the family named
    CHILDREN = (CHILD, "\ue002", "\ue003", "\ue004")  # those who listen, one after another
    STAND_INS = {
        CHILD: "〔孩子〕",
        HERO: "〔英雄〕",
        "\ue002": "〔孩子二〕",
        "\ue003": "〔孩子三〕",
        "\ue004": "〔孩子四〕",
    }  # what a curator reads instead
    UNDO = timedelta(days=1)  # that a story taken off the shelf can be put back
    TERMINAL = "terminal"  # the visitor of stories that `manage.py tell` tells, alone or with a seed behind it
    GOING_ON = (State.WAITING, State.TELLING)
    ENDS = (State.FINISHED, State.STOPPED, State.FAILED)

    class Ending(models.TextChoices):
        TOLD = "told", _("told to its end")
        RESCUED = "rescued", _("rescued by an ending of our own")
        GATE = "gate", _("ended by the gate")
        ASKED = "asked", _("stopped to ask the child")

    class Kin(models.TextChoices):
        """What a story is to its parent."""

        BESIDE = "beside", _("the same in the other language")
        CHAPTER = "chapter", _("the next chapter")
        PART = "part", _("what the child chose")
        RETOLD = "retold", _("told another way")

    class Review(models.TextChoices):
        UNREVIEWED = "unreviewed", _("unreviewed")
        PUBLISHED = "published", _("published")
        FEATURED = "featured", _("featured")
        HIDDEN = "hidden", _("hidden")

    SHOWN = (Review.PUBLISHED, Review.FEATURED)

    class Length(models.TextChoices):
        SHORT = "short", _("short")
        MEDIUM = "medium", _("medium")
        LONG = "long", _("long")

    class Age(models.TextChoices):
        LITTLE = "3-5", _("three to five")
        MIDDLE = "6-8", _("six to eight")
        OLDER = "9-12", _("nine to twelve")

    class Language(models.TextChoices):
        CHINESE = "zh", "中文"
        ENGLISH = "en", "English"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    visitor = models.CharField(_("visitor"), max_length=64, db_index=True)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    parent = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="children", verbose_name=_("parent story"))
    kin = models.CharField(_("what it is to its parent"), max_length=8, choices=Kin.choices, blank=True)
    series = models.ForeignKey(Series, models.SET_NULL, null=True, blank=True, related_name="chapters", verbose_name=_("series"))
    chapter = models.PositiveSmallIntegerField(_("chapter"), default=0)  # of its series, from 1; 0 outside of any
    request_key = models.CharField(max_length=64)
    created = models.DateTimeField(_("asked for"), auto_now_add=True, db_index=True)

    # The choice: what was said, and the entry it was found to be; words of a parent's own have no entry.
    dynasty = models.ForeignKey(Dynasty, models.SET_NULL, null=True, blank=True, verbose_name=_("dynasty"))
    dynasty_words = models.CharField(_("dynasty as chosen"), max_length=60)
    power = models.ForeignKey(Power, models.SET_NULL, null=True, blank=True, verbose_name=_("power"))
    power_words = models.CharField(_("power as chosen"), max_length=60)
    tone = models.ForeignKey(Tone, models.SET_NULL, null=True, blank=True, verbose_name=_("tone"))
    tone_words = models.CharField(_("tone as chosen"), max_length=60)
    hero = models.ForeignKey(Hero, models.SET_NULL, null=True, blank=True, verbose_name=_("hero"))
    companion = models.ForeignKey(Companion, models.SET_NULL, null=True, blank=True, verbose_name=_("companion"))
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.CHINESE)
    length = models.CharField(_("length"), max_length=10, choices=Length.choices, default=Length.SHORT)
    names = models.JSONField(default=dict, blank=True)  # private-use code point -> personal name; see reading.names
    listeners = models.ManyToManyField(Child, blank=True, related_name="stories", verbose_name=_("listeners"))
    wishes = models.JSONField(
        default=dict, blank=True
    )  # of the listeners when it was asked for: {"likes": [...], "avoids": [...]}; see telling.wishes
    age = models.CharField(_("age of the child"), max_length=5, choices=Age.choices, default=Age.MIDDLE)
    title = models.CharField(_("title"), max_length=120)
    asks = models.BooleanField(_("asks the child"), default=False)  # it stops at its turn, and the answer makes the next part
    answer = models.CharField(_("what the child answered"), max_length=120, blank=True)  # what its parent asked
    recalls = models.JSONField(default=list, blank=True)  # what of earlier chapters it may come back to: [{"kind", "words", "chapter"}]
    favourite = models.BooleanField(_("favourite"), default=False)
    removed = models.DateTimeField(_("taken off the shelf"), null=True, blank=True, db_index=True)  # a day later it is deleted
    network = models.CharField(max_length=64, blank=True)  # an HMAC of where it was asked from, for the caps
    offered = models.BooleanField(_("offered to other families"), default=False)  # the parent's tick; without it nobody else ever reads it
    turn = models.PositiveIntegerField(default=0)  # the how-manieth story of this family
    seed = models.CharField(max_length=64)
    dna = models.JSONField(_("DNA"), default=dict, blank=True)  # what was drawn for it: pile -> marks; see telling.dna

    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING, db_index=True)
    ending = models.CharField(_("ending"), max_length=10, choices=Ending.choices, blank=True)
    review = models.CharField(_("review"), max_length=12, choices=Review.choices, default=Review.UNREVIEWED, db_index=True)
    text = models.TextField(_("text"), blank=True)
    trouble = models.TextField(_("trouble"), blank=True)  # why it failed or was ended: for operators, never for a child
    teller = models.ForeignKey(Teller, models.SET_NULL, null=True, blank=True, verbose_name=_("teller"))
    prompt_version = models.CharField(_("prompt version"), max_length=10, blank=True)

    # Whose work it is. The attempt number fences every write: an earlier attempt writes nothing any more.
    worker = models.CharField(max_length=64, blank=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    lost_attempts = models.PositiveSmallIntegerField(default=0)  # those whose worker was lost; an orderly hand-over is none
    openings = models.JSONField(default=dict, blank=True)  # attempt -> place where it went on; the first, which begins at 0, is not there
    lease_until = models.DateTimeField(null=True, blank=True, db_index=True)
    claimed = models.DateTimeField(null=True, blank=True)
    first_words = models.DateTimeField(null=True, blank=True)
    ended = models.DateTimeField(null=True, blank=True)

    objects = StoryQuerySet.as_manager()

    class Meta:
        ordering = ["-created"]
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        indexes = [
            models.Index(fields=["dynasty", "power", "tone", "-created"], name="same_choice"),
            models.Index(fields=["visitor", "-turn"], name="of_a_family"),
            models.Index(fields=["visitor", "-created", "-id"], name="on_a_shelf"),
        ]
        constraints = [models.UniqueConstraint(fields=["visitor", "request_key"], name="one_story_a_request")]

    def __str__(self) -> str:
        """For curators, with no name in it."""
        return self.title.translate({ord(point): words for point, words in self.STAND_INS.items()})

    @property
    def is_going_on(self) -> bool:
        return self.state in self.GOING_ON

    @property
    def children_named(self) -> dict[str, str]:
        """Who listens, in their order."""
        return {point: self.names[point] for point in self.CHILDREN if point in self.names}

    @property
    def parts(self) -> "list[Story]":  # the story so far: those that asked, then this one
        return [*self.parent.parts, self] if self.kin == self.Kin.PART and self.parent else [self]

    @property
    def newest_opening(self) -> int:
        """The latest attempt that has opened the log and may have said something."""
        return max(map(int, self.openings), default=1)

    @property
    def seconds_to_first_words(self) -> float | None:
        return (self.first_words - self.created).total_seconds() if self.first_words else None
