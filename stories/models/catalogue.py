"""What may be chosen. The seed files add what is missing; from then on the rows rule."""

from functools import lru_cache
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from opencc import OpenCC


class EntryQuerySet(models.QuerySet):
    def on(self) -> Self:
        return self.filter(on=True)

    def named(self, words: str) -> Self:
        """The entry with this slug, Chinese or English name; the Chinese one in 简体 or 繁體."""
        return self.filter(Q(slug__iexact=words) | Q(name_zh__in={words, _simplified().convert(words)}) | Q(name_en__iexact=words))


@lru_cache
def _simplified() -> OpenCC:
    return OpenCC("t2s")


class Entry(models.Model):
    slug = models.SlugField(_("slug"), unique=True, max_length=60)
    name_zh = models.CharField(_("Chinese name"), max_length=40)
    name_en = models.CharField(_("English name"), max_length=60)
    pinyin = models.CharField(_("pinyin"), max_length=80, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    on = models.BooleanField(_("on"), default=True, help_text=_("Only what is on may be chosen."))

    objects = EntryQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["order", "slug"]

    def __str__(self) -> str:
        return f"{self.name_zh} {self.name_en}"

    def in_language(self, field: str, language: str) -> str:
        """`field` in "zh" or "en"; the other language where this one was left empty."""
        other = "en" if language == "zh" else "zh"
        return getattr(self, f"{field}_{language}") or getattr(self, f"{field}_{other}")


class Dynasty(Entry):
    era_zh = models.CharField(_("as told, Chinese"), max_length=40, blank=True, help_text=_("How a storyteller says it: 唐朝, 五代."))
    era_en = models.CharField(_("as told, English"), max_length=60, blank=True, help_text=_("With its article: the Tang dynasty."))
    begins = models.SmallIntegerField(_("begins"), null=True, blank=True, help_text=_("A year; below zero for BC."))
    ends = models.SmallIntegerField(_("ends"), null=True, blank=True)
    capital_zh = models.CharField(_("capital, Chinese"), max_length=120, blank=True)
    capital_en = models.CharField(_("capital, English"), max_length=160, blank=True)
    scenes_zh = models.TextField(
        _("scenes, Chinese"), blank=True, help_text=_("A line each: something true and everyday a child can picture.")
    )
    scenes_en = models.TextField(_("scenes, English"), blank=True)
    landmark_zh = models.CharField(_("landmark, Chinese"), max_length=120, blank=True)
    landmark_en = models.CharField(_("landmark, English"), max_length=200, blank=True)
    daily_zh = models.TextField(_("everyday things, Chinese"), blank=True, help_text=_("A line each: a food, a toy, a street, a festival."))
    daily_en = models.TextField(_("everyday things, English"), blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True, help_text=_("Work and chapter for landmark and everyday things."))

    class Meta(Entry.Meta):
        verbose_name = _("dynasty")
        verbose_name_plural = _("dynasties")


class Hero(Entry):
    """Somebody who really lived. `work` and `craft` are phrases without a subject, told after the hero's name."""

    class Calling(models.TextChoices):
        SCIENTIST = "scientist", _("scientist")
        ENGINEER = "engineer", _("engineer")
        DOCTOR = "doctor", _("doctor")
        ARTIST = "artist", _("artist")
        WRITER = "writer", _("writer")
        MUSICIAN = "musician", _("musician")
        CRAFT = "craft", _("craftsman or craftswoman")
        EXPLORER = "explorer", _("explorer")
        ENVOY = "envoy", _("envoy")
        TEACHER = "teacher", _("teacher")
        GENERAL = "general", _("general")
        RULER = "ruler", _("ruler")
        OFFICIAL = "official", _("official")
        MERCHANT = "merchant", _("merchant")

    class Gender(models.TextChoices):
        FEMALE = "f", _("she")
        MALE = "m", _("he")

    dynasty = models.ForeignKey(Dynasty, models.CASCADE, related_name="heroes", verbose_name=_("dynasty"))
    calling = models.CharField(_("calling"), max_length=12, choices=Calling.choices, blank=True)
    gender = models.CharField(_("pronoun"), max_length=1, choices=Gender.choices)
    born = models.SmallIntegerField(_("born"), null=True, blank=True, help_text=_("A year; below zero for BC."))
    died = models.SmallIntegerField(_("died"), null=True, blank=True)
    who_zh = models.CharField(_("who, Chinese"), max_length=40, help_text=_("Stands before the name: 北宋的科学家."))
    who_en = models.CharField(_("who, English"), max_length=120, help_text=_("Follows the name: a scientist of the Northern Song."))
    work_zh = models.CharField(_("at work, Chinese"), max_length=80, blank=True, help_text=_("趴在院子里，量着竹竿的影子"))
    work_en = models.CharField(_("at work, English"), max_length=200, blank=True, help_text=_("was measuring the shadow of a bamboo pole"))
    craft_zh = models.CharField(
        _("kind craft, Chinese"), max_length=80, blank=True, help_text=_("What the hero does for the monster: 把它的脚印画了下来")
    )
    craft_en = models.CharField(_("kind craft, English"), max_length=200, blank=True, help_text=_("drew every one of its footprints"))
    trait_zh = models.CharField(_("trait, Chinese"), max_length=40, blank=True)
    trait_en = models.CharField(_("trait, English"), max_length=120, blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("hero")
        verbose_name_plural = _("heroes")


class FactQuerySet(models.QuerySet):
    def told(self) -> Self:
        """What was looked up in the work that it names; nothing else is told to a child as true."""
        return self.filter(checked=True).exclude(source="")


class Fact(models.Model):
    """Something true about a hero, and where it stands."""

    hero = models.ForeignKey(Hero, models.CASCADE, related_name="facts", verbose_name=_("hero"))
    slug = models.SlugField(_("slug"), unique=True, max_length=70, help_text=_("The hero’s, with a number: shen-kuo-1."))
    text_zh = models.TextField(_("true fact, Chinese"))
    text_en = models.TextField(_("true fact, English"))
    source = models.CharField(_("source"), max_length=300, blank=True, help_text=_("Work and chapter."))
    words = models.CharField(
        _("words of the source"), max_length=60, blank=True, help_text=_("A few characters of the work itself that prove it.")
    )
    checked = models.BooleanField(_("looked up"), default=False, help_text=_("Only what was looked up in the work itself is told."))

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        verbose_name = _("fact")
        verbose_name_plural = _("facts")

    def __str__(self) -> str:
        return self.slug

    def in_language(self, field: str, language: str) -> str:
        return str(getattr(self, f"{field}_{language}"))


class Power(Entry):
    can_zh = models.CharField(_("what it can do, Chinese"), max_length=200, blank=True)
    can_en = models.CharField(_("what it can do, English"), max_length=300, blank=True)
    limit_zh = models.CharField(_("its limit, Chinese"), max_length=200, blank=True)
    limit_en = models.CharField(_("its limit, English"), max_length=300, blank=True)
    price_zh = models.CharField(_("its price, Chinese"), max_length=200, blank=True)
    price_en = models.CharField(_("its price, English"), max_length=300, blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("power")
        verbose_name_plural = _("powers")


class Tone(Entry):
    manner_zh = models.CharField(_("how it is built, Chinese"), max_length=200, blank=True)
    manner_en = models.CharField(_("how it is built, English"), max_length=300, blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("tone")
        verbose_name_plural = _("tones")


class Companion(Entry):
    about_zh = models.CharField(_("about, Chinese"), max_length=200, blank=True)
    about_en = models.CharField(_("about, English"), max_length=300, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True, help_text=_("For curators only."))

    class Meta(Entry.Meta):
        verbose_name = _("companion")
        verbose_name_plural = _("companions")
