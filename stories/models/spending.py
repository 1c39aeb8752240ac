from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from stories.models.story import Story
from stories.models.teller import Teller

# Money           a charge is reserved before a paid teller is asked, and settled with what it came to; what was never settled,
#                 because its worker was lost, stays as reserved.


class Money(models.Field):
    """An amount, to the eighth place behind the point. Kept as a whole number of those: a decimal is a float to SQLite, and adds up to nearly so much."""

    UNITS = 10**8

    def get_internal_type(self) -> str:
        return "BigIntegerField"

    def from_db_value(self, units: Any, *_: Any) -> Decimal | None:
        return None if units is None else Decimal(units) / self.UNITS

    def to_python(self, amount: Any) -> Decimal | None:
        return None if amount is None else Decimal(str(amount))

    def get_prep_value(self, amount: Any) -> int | None:
        return None if amount is None else self.units(amount)

    @classmethod
    def units(cls, amount: Decimal | int) -> int:
        """Raises ValueError where it has more places."""
        units = amount * cls.UNITS
        if units != int(units):
            raise ValueError(f"{amount} has more than eight places behind the point")
        return int(units)


class Allowance(models.Model):
    """What one visitor, account, network or the whole site has had of a day: one row each, raised by conditional UPDATEs only."""

    class Scope(models.TextChoices):
        VISITOR = "visitor", _("visitor")
        ACCOUNT = "account", _("account")
        NETWORK = "network", _("network")
        SITE = "site", _("site")

    day = models.DateField(_("day"))
    scope = models.CharField(_("scope"), max_length=10, choices=Scope.choices)
    who = models.CharField(max_length=64, blank=True)  # an HMAC, never the visitor or the address itself; empty for the site
    stories = models.PositiveIntegerField(_("stories"), default=0)
    money = Money(_("money"), default=0)  # reserved and settled, in the currency of the prices

    class Meta:
        verbose_name = _("allowance")
        verbose_name_plural = _("allowances")
        constraints = [models.UniqueConstraint(fields=["day", "scope", "who"], name="one_allowance_a_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.scope}"


class Charge(models.Model):
    """One asking of a teller that costs money. It outlives its story, which a family may delete."""

    story = models.ForeignKey(Story, models.SET_NULL, null=True, related_name="charges", verbose_name=_("story"))
    teller = models.ForeignKey(Teller, models.SET_NULL, null=True, verbose_name=_("teller"))
    day = models.DateField(_("day"), db_index=True)
    reserved = Money(_("reserved"))
    settled = Money(_("settled"), null=True)  # None while it is under way
    tokens_in = models.PositiveIntegerField(_("tokens in"), null=True)
    tokens_out = models.PositiveIntegerField(_("tokens out"), null=True)
    created = models.DateTimeField(_("asked"), auto_now_add=True)

    class Meta:
        verbose_name = _("charge")
        verbose_name_plural = _("charges")

    def __str__(self) -> str:
        return f"{self.day} {self.settled if self.settled is not None else self.reserved}"
