"""What tellers cost: reserved before one is asked, settled with what it came to."""

from decimal import ROUND_UP, Decimal

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from stories.models import Allowance, Charge, Story, Teller
from stories.models.spending import Money
from stories.spending import allowances
from stories.spending.allowances import Caps, Full
from stories.spending.payer import Payer

MILLION = 10**6
Scope = Allowance.Scope


def costs(teller: Teller) -> bool:
    """The built-in teller is free whatever its row says: it goes on where all else was spent."""
    return teller.endpoint != Teller.Endpoint.BUILTIN and bool(teller.price_in or teller.price_out)


def cost(teller: Teller, tokens_in: int, tokens_out: int) -> Decimal:
    """Rounded up at the eighth place."""
    exact = Decimal(teller.price_in) * tokens_in + Decimal(teller.price_out) * tokens_out
    return (exact / MILLION).quantize(Decimal(1) / Money.UNITS, ROUND_UP)


def can_pay(payer: Payer, teller: Teller, tokens_in: int, tokens_out: int) -> bool:
    """Whether so much looks as if it could be reserved; nothing is."""
    amount = Money.units(cost(teller, tokens_in, tokens_out))
    return allowances.have_room(payer, timezone.localdate(), "money", amount, _caps())


def reserve(story: Story, teller: Teller, tokens_in: int, tokens_out: int) -> Charge | None:
    """The most that asking may cost, taken from every share of who asked; None where a cap would be exceeded, or the teller is not there any more."""
    if not can_pay(Payer.of(story), teller, tokens_in, tokens_out):
        return None
    day, amount = timezone.localdate(), cost(teller, tokens_in, tokens_out)
    try:
        with transaction.atomic():
            allowances.take(Payer.of(story), day, "money", Money.units(amount), _caps())
            return Charge.objects.create(story=story, teller=teller, day=day, reserved=amount)
    except (Full, IntegrityError):
        return None


def settle(charge: Charge, tokens_in: int, tokens_out: int) -> None:
    """Puts right what was reserved, once. Whoever never comes to it, because its worker was lost, has spent what was reserved.

    What came to more than was reserved was spent all the same, and counts.
    """
    if charge.teller is None:
        return  # its prices are not known any more
    spent = cost(charge.teller, tokens_in, tokens_out)
    with transaction.atomic():
        under_way = Charge.objects.filter(pk=charge.pk, settled__isnull=True)
        if under_way.update(settled=spent, tokens_in=tokens_in, tokens_out=tokens_out):
            allowances.put_right(Payer.of(charge.story), charge.day, Money.units(spent - charge.reserved))


def _caps() -> Caps:
    """A family may have half of the site's day, so that one is never all there is."""
    site = Money.units(Decimal(str(settings.STORYTELLER_DAILY_MONEY)))
    return {Scope.VISITOR: site // 2, Scope.ACCOUNT: site // 2, Scope.NETWORK: site, Scope.SITE: site}
