from django.db import models
from django.utils.translation import gettext_lazy as _

from stories.models.story import Story
from stories.models.teller import Teller

# Money           a charge is reserved before a paid teller is asked, and settled with what it came to; what was never settled,
#                 because its worker was lost, stays as reserved.


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
    money = models.DecimalField(
        _("money"), max_digits=16, decimal_places=8, default=0
    )  # reserved and settled, in the currency of the prices

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
    reserved = models.DecimalField(_("reserved"), max_digits=16, decimal_places=8)
    settled = models.DecimalField(_("settled"), max_digits=16, decimal_places=8, null=True)  # None while it is under way
    tokens_in = models.PositiveIntegerField(_("tokens in"), null=True)
    tokens_out = models.PositiveIntegerField(_("tokens out"), null=True)
    created = models.DateTimeField(_("asked"), auto_now_add=True)

    class Meta:
        verbose_name = _("charge")
        verbose_name_plural = _("charges")

    def __str__(self) -> str:
        return f"{self.day} {self.settled if self.settled is not None else self.reserved}"
