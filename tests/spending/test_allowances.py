from datetime import timedelta

import pytest
from django.utils import timezone

from stories.models import Allowance, Charge, Story
from stories.spending.allowances import Full, forget_old, have_room, take
from stories.spending.payer import Payer

pytestmark = pytest.mark.django_db
ALICE = Payer("alice", 1, "street")


@pytest.mark.parametrize("least", ["visitor", "account", "network", "site"])
@pytest.mark.parametrize("column", ["stories", "money"])
def test_all_shares_are_raised_or_none(least, column):
    day = timezone.localdate()
    caps = {scope: 2 if scope == least else 9 for scope in Allowance.Scope.values}
    take(ALICE, day, column, 1, caps)
    take(ALICE, day, column, 1, caps)
    assert not have_room(ALICE, day, column, 1, caps)
    with pytest.raises(Full):
        take(ALICE, day, column, 1, caps)
    other = "money" if column == "stories" else "stories"
    rows = Allowance.objects.values_list(column, other)
    amount = 2 if column == "stories" else 2 / Allowance._meta.get_field("money").UNITS
    assert [(float(had), other) for had, other in rows] == [(amount, 0)] * 4


def test_what_was_had_long_ago_is_forgotten_and_charges_stay():
    today = timezone.localdate()
    for age in (0, 40, 41, 400):
        Allowance.objects.create(day=today - timedelta(days=age), scope="site", stories=1)
        Charge.objects.create(day=today - timedelta(days=age), reserved=1)
    assert forget_old() == 2
    assert sorted(Allowance.objects.values_list("day", flat=True)) == [today - timedelta(days=40), today]
    assert Charge.objects.count() == 4


def test_where_a_story_was_asked_from_is_forgotten_the_next_day(alice):
    now, yesterday = timezone.now(), timezone.now() - timedelta(days=1)
    stories = {name: alice.asks(network="net", **how) for name, how in {"today": {}, "past": {}, "told on": {}}.items()}
    for name in ("past", "told on"):
        Story.objects.filter(pk=stories[name].pk).update(created=yesterday)
    Story.objects.exclude(pk=stories["told on"].pk).update(state="finished", ended=now)
    forget_old()
    kept = {name: Story.objects.get(pk=story.pk).network for name, story in stories.items()}
    assert kept == {"today": "net", "past": "", "told on": "net"}
