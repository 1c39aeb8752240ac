"""What tests begin with is what seeding leaves."""

import pytest
from django.db import connection

from stories.catalogue.seed import seed
from stories.models import Hero
from tests import seeded as kept

pytestmark = pytest.mark.django_db


def rows() -> list[tuple]:
    return [row for kind in kept.KINDS for row in kind._default_manager.order_by("slug").values_list()]


def without_ids(found: list[tuple]) -> list[tuple]:
    return [tuple(str(value) for value in row if not isinstance(value, int)) for row in found]


def test_what_is_put_back_is_what_was_seeded(catalogue):
    for kind in reversed(kept.KINDS):
        kind._default_manager.all().delete()
    seed()
    fresh = without_ids(rows())
    for kind in reversed(kept.KINDS):
        kind._default_manager.all().delete()
    kept.seeded()
    assert without_ids(rows()) == fresh and len(fresh) > 500
    connection.check_constraints()
    assert seed() == 0


def test_a_row_that_comes_later_has_a_number_of_its_own(catalogue):
    hero = Hero.objects.first()
    hero.pk, hero.slug = None, "one-more"
    hero.save(force_insert=True)
    assert Hero.objects.filter(pk=hero.pk).count() == 1


def test_what_is_missing_beside_what_is_there_is_added(catalogue):
    Hero.objects.first().delete()
    kept.seeded()
    assert seed() == 0
