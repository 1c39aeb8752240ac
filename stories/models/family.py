from typing import Self

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class Account(AbstractUser):
    """A curator, or a family that wants its shelf on more than one device."""

    visitor = models.CharField(
        max_length=64, unique=True, null=True, blank=True, editable=False
    )  # whose stories are its own; a curator has none

    class Meta(AbstractUser.Meta):
        verbose_name = _("account")  # type: ignore[assignment]
        verbose_name_plural = _("accounts")  # type: ignore[assignment]


class ChildQuerySet(models.QuerySet):
    def of_visitor(self, visitor: str) -> Self:
        return self.filter(visitor=visitor)


class Child(models.Model):
    """Who listens. No birthday and no photo: what a story needs, and nothing more."""

    class Age(models.TextChoices):
        LITTLE = "3-5", _("three to five")
        MIDDLE = "6-8", _("six to eight")
        OLDER = "9-12", _("nine to twelve")

    visitor = models.CharField(max_length=64, db_index=True)
    nickname = models.CharField(_("nickname"), max_length=40)
    age = models.CharField(_("age of the child"), max_length=5, choices=Age.choices, default=Age.MIDDLE)
    likes = models.CharField(_("likes"), max_length=200, blank=True)
    avoids = models.CharField(_("things to avoid"), max_length=200, blank=True)
    created = models.DateTimeField(auto_now_add=True)

    objects = ChildQuerySet.as_manager()

    class Meta:
        ordering = ["created"]
        verbose_name = _("child")
        verbose_name_plural = _("children")

    def __str__(self) -> str:
        """For curators, with no name in it."""
        return str(self.pk)
