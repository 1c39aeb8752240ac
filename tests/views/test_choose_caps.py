"""What a day may have, as it is met at the door."""

import threading

import pytest
from django.db import connection
from django.test import Client

from stories.models import Allowance, Story, Teller
from tests.views.test_choose import OWN, ask

pytestmark = pytest.mark.django_db


def test_who_was_refused_or_deleted_a_story_has_the_places_that_were_had(alice, settings):
    settings.STORYTELLER_DAILY_STORIES = (2, 2, 100)
    assert [ask(alice).status_code for _ in range(2)] == [302, 302]
    Story.objects.all().delete()
    assert ask(alice).status_code == 429 and not Story.objects.exists(), "deleting gives no place back"


def test_a_network_has_a_cap_that_its_families_share(alice, bob, charlie, settings):
    settings.STORYTELLER_DAILY_NETWORK = 2
    street, elsewhere = {"REMOTE_ADDR": "203.0.113.9"}, {"REMOTE_ADDR": "198.51.100.7"}
    asks = [(alice, street), (bob, street), (charlie, street), (charlie, elsewhere), (charlie, {"REMOTE_ADDR": "127.0.0.1"})]
    answers = [person.browser.post("/stories/", {"surprise": "1"}, **address).status_code for person, address in asks]
    assert answers == [302, 302, 429, 302, 302]
    assert "203.0.113" not in str(Story.objects.values_list("network", flat=True)) and Story.objects.exclude(network="").count() == 3


def test_an_account_has_a_cap_on_all_its_devices(alice, bob, settings, django_user_model):
    settings.STORYTELLER_DAILY_STORIES = (9, 1, 100)
    account = django_user_model.objects.create(username="a family", visitor="a family")
    for person in (alice, bob):
        person.browser.force_login(account)
    assert [ask(person).status_code for person in (alice, bob)] == [302, 429]
    assert Story.objects.get().account == account


def test_over_the_money_cap_the_built_in_teller_tells(alice, settings):
    settings.OPENAI_BASE_URL, settings.STORYTELLER_DAILY_MONEY = "http://127.0.0.1:1/v1", 0
    Teller.objects.create(name="main", endpoint="main", order=1, price_out=1)
    assert ask(alice).status_code == 302
    assert Story.objects.get().teller.endpoint == "builtin"


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_by_many_fingers_at_once_is_one_story_and_one_place(alice):
    gate, answers = threading.Barrier(8), []

    def send():
        browser = Client()
        browser.cookies = alice.browser.cookies.copy()
        try:
            gate.wait(10)
            answers.append(browser.post("/stories/", {**OWN, "request_key": "a key"}).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert answers == [302] * 8 and Story.objects.count() == 1
    assert set(Allowance.objects.values_list("scope", "stories")) == {("visitor", 1), ("site", 1)}
