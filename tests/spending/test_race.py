"""10,000 tries from 50 threads: no cap is exceeded, and the last of the day is had by somebody."""

from decimal import Decimal

import pytest
from django.db.models import Max, Sum

from stories.models import Allowance, Charge, Teller
from stories.spending import money
from tests.spending.race import ask_a_paid_teller, ask_for_a_story, run

pytestmark = pytest.mark.django_db(transaction=True)
TRIES = 10_000


def most(column):
    rows = Allowance.objects.order_by().values("scope").annotate(most=Max(column))
    return {row["scope"]: row["most"] for row in rows}


def test_stories_reach_their_caps_and_go_no_further(settings):
    settings.STORYTELLER_DAILY_STORIES, settings.STORYTELLER_DAILY_NETWORK = (12, 25, 300), 90
    ran = run(TRIES, ask_for_a_story)
    assert ran.granted["site"] == 300 == most("stories")["site"]
    assert all(most("stories")[scope] <= cap for scope, cap in {"visitor": 12, "account": 25, "network": 90}.items())
    assert Allowance.objects.filter(scope="visitor").aggregate(all=Sum("stories"))["all"] == 300, "who was refused has had nothing"
    assert max(number for who, number in ran.granted.items() if who.startswith("visitor")) <= 12


@pytest.mark.parametrize(("caps", "binding"), [((3, 99, 999), "visitor"), ((99, 10, 999), "account")])
def test_whichever_cap_is_reached_first_holds(settings, caps, binding):
    settings.STORYTELLER_DAILY_STORIES, settings.STORYTELLER_DAILY_NETWORK = caps, 999
    ran = run(2000, ask_for_a_story)
    rows = Allowance.objects.filter(scope=binding).values_list("stories", flat=True)
    assert set(rows) == {min(caps)} and ran.granted["site"] == len(rows) * min(caps) == most("stories")["site"]


def test_money_reaches_its_caps_and_goes_no_further(alice, bob, charlie, settings):
    settings.STORYTELLER_DAILY_MONEY = Decimal("1.00000007")
    teller = Teller.objects.create(name="paid", endpoint="main", price_in=0, price_out=Decimal("0.7"))
    stories = [person.asks() for person in (alice, bob, charlie)]
    ran = run(TRIES, ask_a_paid_teller(stories, teller, 10_000))
    assert ran.granted["site"] >= 140
    while any([money.reserve(story, teller, 0, 10_000) for story in stories]):
        pass  # a worker may have settled behind the last try
    spent = sum(charge.reserved if charge.settled is None else charge.settled for charge in Charge.objects.all())
    site, visitor = (Allowance.objects.filter(scope=scope).aggregate(all=Sum("money"))["all"] for scope in ("site", "visitor"))
    assert site == visitor == spent, "to the eighth place"
    assert Decimal("1.00000007") - Decimal("0.007") < site <= Decimal("1.00000007"), "not one more would have had room"
    assert most("money")["visitor"] <= Decimal("0.50000003")
