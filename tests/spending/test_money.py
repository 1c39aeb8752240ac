from datetime import timedelta
from decimal import Decimal
from unittest.mock import ANY

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from stories.models import Allowance, Charge, Story, Teller
from stories.models.spending import Money
from stories.spending import money
from stories.spending.payer import Payer

pytestmark = pytest.mark.django_db
PRICES = {"price_in": Decimal("0.25"), "price_out": Decimal("2")}


@pytest.fixture
def paid(catalogue):
    return Teller.objects.create(name="paid", endpoint="main", **PRICES)


@pytest.fixture(autouse=True)
def a_day(settings):
    settings.STORYTELLER_DAILY_MONEY = Decimal("10")


def had():
    return dict(Allowance.objects.values_list("scope", "money"))


def test_a_price_is_for_a_million_tokens_and_rounded_up():
    assert money.cost(Teller(**PRICES), 4000, 500) == Decimal("0.002")
    assert money.cost(Teller(price_in=Decimal("0.000001"), price_out=0), 1, 0) == Decimal("0.00000001")


@pytest.mark.parametrize(
    ("teller", "is_paid"),
    [
        (Teller(endpoint="main"), False),
        (Teller(endpoint="main", price_in=1), True),
        (Teller(endpoint="fallback", price_out=1), True),
        (Teller(endpoint="builtin", price_out=1), False),
    ],
)
def test_only_an_endpoint_with_a_price_costs_anything(teller, is_paid):
    assert money.costs(teller) is is_paid


def test_what_is_reserved_is_taken_from_every_share(alice, paid, django_user_model):
    account = django_user_model.objects.create(username="alice")
    charge = money.reserve(alice.asks(account=account, network="street"), paid, 4_000_000, 1_000_000)
    assert had() == dict.fromkeys(["visitor", "account", "network", "site"], 3)
    charge.refresh_from_db()
    assert (charge.reserved, charge.settled, charge.tokens_in, charge.tokens_out) == (3, None, None, None)


def test_what_was_not_needed_is_given_back_once(alice, paid):
    charge = money.reserve(alice.asks(), paid, 4_000_000, 1_000_000)
    for _ in range(3):
        money.settle(charge, 1_000_000, 500_000)
    money.settle(Charge.objects.get(), 0, 0)
    assert had() == dict.fromkeys(["visitor", "site"], Decimal("1.25"))
    charge.refresh_from_db()
    assert (charge.settled, charge.tokens_in, charge.tokens_out) == (Decimal("1.25"), 1_000_000, 500_000)


def test_what_came_to_more_counts_as_well(alice, paid):
    money.settle(money.reserve(alice.asks(), paid, 0, 1_000_000), 0, 3_000_000)
    assert had() == dict.fromkeys(["visitor", "site"], 6)
    assert money.reserve(alice.asks(), paid, 0, 1) is None, "half of the day is spent, and more"


def test_a_family_may_have_half_of_the_day_and_all_families_the_whole(alice, bob, charlie, paid):
    hers = alice.asks()
    assert money.reserve(hers, paid, 0, 2_500_000), "exactly half"
    assert money.reserve(hers, paid, 0, 1) is None
    assert money.reserve(bob.asks(), paid, 0, 2_500_000)
    assert money.reserve(charlie.asks(), paid, 0, 1) is None, "the day is spent"
    assert had()["site"] == 10 and Charge.objects.count() == 2


def test_an_account_may_have_half_on_all_its_devices(alice, bob, paid, django_user_model):
    account = django_user_model.objects.create(username="a family")
    assert money.reserve(alice.asks(account=account), paid, 0, 2_000_000)
    assert money.reserve(bob.asks(account=account), paid, 0, 1_000_000) is None
    assert money.reserve(bob.asks(account=account), paid, 0, 500_000)


def test_a_network_may_have_the_whole_day(alice, bob, paid):
    assert money.reserve(alice.asks(network="street"), paid, 0, 2_500_000)
    assert money.reserve(bob.asks(network="street"), paid, 0, 2_500_000)


def test_with_no_money_at_all_nothing_is_paid_for(alice, paid, settings):
    settings.STORYTELLER_DAILY_MONEY = 0
    assert money.reserve(alice.asks(), paid, 1, 1) is None
    assert not money.can_pay(Payer(alice.visitor), paid, 1, 1)
    assert not Allowance.objects.exists() and not Charge.objects.exists()


def test_who_cannot_pay_by_the_reading_is_refused_by_the_writing(alice, paid, monkeypatch):
    monkeypatch.setattr(money, "can_pay", lambda *asked: True)
    assert money.reserve(alice.asks(), paid, 0, 2_500_001) is None
    money.reserve(alice.asks(), paid, 0, 2_500_000)
    assert money.reserve(alice.asks(), paid, 0, 1) is None
    assert had() == dict.fromkeys(["visitor", "site"], 5) and Charge.objects.count() == 1


def test_what_was_reserved_before_midnight_is_put_right_on_its_own_day(alice, paid, monkeypatch):
    today = timezone.localdate()
    charge = money.reserve(alice.asks(network="street"), paid, 0, 1_000_000)
    monkeypatch.setattr(timezone, "localdate", lambda: today + timedelta(days=1))
    money.reserve(charge.story, paid, 0, 500_000)
    money.settle(charge, 0, 250_000)
    assert set(Allowance.objects.values_list("day", "money")) == {(today, Decimal("0.5")), (today + timedelta(days=1), 1)}
    assert Allowance.objects.count() == 6, "visitor, network and site, on each of two days"


def test_a_charge_outlives_its_story_and_its_teller(alice, paid):
    charge = money.reserve(alice.asks(), paid, 0, 1_000_000)
    Story.objects.all().delete()
    Teller.objects.filter(pk=paid.pk).delete()
    money.settle(charge, 0, 500_000)
    assert had() == dict.fromkeys(["visitor", "site"], 1)
    assert Charge.objects.values("story", "teller", "settled").get() == {"story": None, "teller": None, "settled": 1}
    assert Charge.objects.get().created == ANY


def test_a_charge_whose_prices_are_not_known_any_more_stays_as_reserved(alice, paid):
    money.reserve(alice.asks(), paid, 0, 1_000_000)
    Teller.objects.filter(pk=paid.pk).delete()
    money.settle(Charge.objects.get(), 0, 1)
    assert had()["site"] == 2 and Charge.objects.get().settled is None


@given(st.decimals(0, 10**6, places=8))
def test_an_amount_is_kept_as_it_is(amount):
    field = Money()
    assert field.from_db_value(field.get_prep_value(amount), None, None) == amount


def test_an_amount_of_more_places_is_refused_rather_than_rounded():
    with pytest.raises(ValueError, match="eight places"):
        Money().get_prep_value(Decimal("0.000000001"))


TOKENS = st.integers(0, 3_000_000)
PRICE = st.decimals(0, 20, places=6)
ASKINGS = st.lists(st.tuples(st.sampled_from(["alice", "bob", "charlie"]), PRICE, PRICE, TOKENS, TOKENS, st.floats(0, 1)), max_size=12)


@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(askings=ASKINGS, cap=st.decimals(0, 60, places=8))
def test_sums_stay_within_every_cap_and_come_to_what_the_charges_say(alice, bob, charlie, settings, askings, cap):
    settings.STORYTELLER_DAILY_MONEY = cap
    families = {person.name: person.asks() for person in (alice, bob, charlie)}
    try:
        for who, price_in, price_out, tokens_in, tokens_out, share in askings:
            row = Teller.objects.create(name="paid", endpoint="main", price_in=price_in, price_out=price_out)
            charge = money.reserve(families[who], row, tokens_in, tokens_out)
            _within(cap)
            if charge and share > 0.1:  # else its worker was lost
                for _ in range(2):
                    money.settle(charge, int(tokens_in * share), int(tokens_out * share))
                _within(cap)
            row.delete()
        counted = sum(charge.reserved if charge.settled is None else charge.settled for charge in Charge.objects.all())
        assert counted == sum(Allowance.objects.filter(scope="site").values_list("money", flat=True))
        assert counted == sum(Allowance.objects.filter(scope="visitor").values_list("money", flat=True))
    finally:
        Charge.objects.all().delete(), Allowance.objects.all().delete(), Story.objects.all().delete()


def _within(cap):
    for row in Allowance.objects.all():
        assert 0 <= row.money <= (cap if row.scope == "site" else cap / 2)
