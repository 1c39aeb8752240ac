import pytest
import structlog
from django.conf import settings
from django.test import Client

from stories import access
from stories.models import Story

pytestmark = pytest.mark.django_db


@pytest.fixture
def stranger(catalogue):
    return Client(headers={"accept-language": "zh-CN"})


def test_a_new_browser_gets_a_cookie_that_only_the_house_reads(stranger):
    cookie = stranger.get("/").cookies[access.COOKIE]
    assert access.visitor_of(cookie.value)
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Lax", "")
    assert cookie["max-age"] == settings.VISITOR_COOKIE_AGE


def test_over_https_the_cookie_travels_over_https_only(stranger):
    assert stranger.get("/", secure=True).cookies[access.COOKIE]["secure"] is True


def test_a_browser_that_is_known_stays_who_it_is_and_its_cookie_lasts_anew(stranger):
    first = access.visitor_of(stranger.get("/").cookies[access.COOKIE].value)
    again = stranger.get("/").cookies[access.COOKIE]
    assert access.visitor_of(again.value) == first and again["max-age"] == settings.VISITOR_COOKIE_AGE


def test_a_forged_cookie_is_replaced_and_names_nobody(stranger):
    stranger.cookies[access.COOKIE] = "alice:1:forged"
    assert access.visitor_of(stranger.get("/").cookies[access.COOKIE].value) not in (None, "alice")


@pytest.mark.parametrize("address", ["/healthz", "/stories/", "/nowhere"])
def test_who_asks_for_nothing_of_their_own_gets_no_cookie(stranger, address):
    assert access.COOKIE not in stranger.get(address).cookies


def test_a_family_is_the_same_after_signing_in_and_out(alice, django_user_model):
    alice.asks(title="我们的故事")
    alice.browser.force_login(django_user_model.objects.create_user("alice"))
    assert "我们的故事" in alice.browser.get("/stories/").content.decode()
    alice.browser.logout()
    alice.browser.cookies[access.COOKIE] = access.cookie_of(
        alice.visitor
    )  # the test browser throws all cookies away; a real one keeps them
    assert "我们的故事" in alice.browser.get("/stories/").content.decode()


def test_a_browser_that_sends_its_first_story_without_a_cookie_owns_it(stranger):
    answer = stranger.post("/stories/", {"dynasty": "song", "power": "laser", "tone": "hard", "request_key": "first"})
    assert answer.status_code == 302
    assert Story.objects.get().visitor == access.visitor_of(stranger.cookies[access.COOKIE].value)


@pytest.mark.django_db(transaction=True)
def test_each_line_of_the_log_carries_its_story_and_no_other(alice, redis):
    story = alice.asks()
    alice.browser.get(f"/stories/{story.pk}/text")
    assert structlog.contextvars.get_contextvars() == {"story": str(story.pk)}
    alice.browser.get("/healthz")
    assert structlog.contextvars.get_contextvars() == {}
