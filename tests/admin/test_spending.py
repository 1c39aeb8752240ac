from datetime import date
from decimal import Decimal

import pytest

from stories.models import Allowance, Charge
from stories.spending import caps
from stories.spending.payer import Payer

pytestmark = pytest.mark.django_db
ALLOWANCES, CHARGES = "/admin/stories/allowance/", "/admin/stories/charge/"


@pytest.fixture
def rows(alice, teller):
    caps.reserve_story(Payer(alice.visitor))
    story = alice.asks()
    Charge.objects.create(
        story=story, teller=teller, day=date(2026, 1, 2), reserved=2, settled=Decimal("0.75"), tokens_in=30, tokens_out=41
    )
    Charge.objects.create(story=story, teller=teller, day=date(2026, 1, 2), reserved=2)
    return list(Allowance.objects.all()), list(Charge.objects.all())


def test_nobody_sees_who_had_it(curator, alice, rows):
    pages = [ALLOWANCES, CHARGES, *(f"{ALLOWANCES}{row.pk}/change/" for row in rows[0]), *(f"{CHARGES}{row.pk}/change/" for row in rows[1])]
    for page in pages:
        answer = curator.get(page)
        html = answer.content.decode()
        assert answer.status_code == 200, page
        assert not any(row.who and row.who in html for row in rows[0]) and alice.visitor not in html


@pytest.mark.parametrize("kind", [ALLOWANCES, CHARGES])
def test_they_are_only_to_look_at(curator, rows, kind):
    row = (Allowance if kind == ALLOWANCES else Charge).objects.first()
    assert curator.get(f"{kind}add/").status_code == 403
    assert curator.post(f"{kind}{row.pk}/change/", {"money": 0, "stories": 0}).status_code == 403
    assert curator.post(f"{kind}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    assert type(row).objects.filter(pk=row.pk).exists()


def test_a_day_is_summed_up_and_what_is_under_way_counts_as_reserved(curator, rows):
    answer = curator.get(CHARGES)
    [day] = answer.context["days"]
    assert (day["askings"], day["tokens_in"], day["tokens_out"], day["money"]) == (2, 30, 41, Decimal("2.75"))
    assert "2.75" in answer.content.decode()


def test_the_list_of_a_day_that_had_nothing_is_empty(curator):
    assert curator.get(CHARGES).status_code == curator.get(ALLOWANCES).status_code == 200
