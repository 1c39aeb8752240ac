"""A family makes an account, comes in on another device, goes, and changes its password."""

import re

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from redis import Redis

from stories import access
from stories.models import Account, Story

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("redis", "catalogue")]
SIGN_UP, SIGN_IN, SIGN_OUT, RESET = "/accounts/signup/", "/accounts/login/", "/accounts/logout/", "/accounts/password/reset/"
CHANGE, SHELF, PASSWORD, OTHER = "/accounts/password/change/", "/stories/", "a long evening", "a longer evening"
ALICE, BOB = "alice@example.org", "bob@example.org"


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def device() -> Client:
    return Client(headers={"accept-language": "en"})


def sign_up(browser: Client, email: str = ALICE, password: str = PASSWORD):
    return browser.post(SIGN_UP, {"email": email, "password1": password})


def sign_in(browser: Client, email: str = ALICE, password: str = PASSWORD):
    return browser.post(SIGN_IN, {"login": email, "password": password})


def visitor(browser: Client) -> str:
    return access.visitor_of(browser.cookies[access.COOKIE].value)


def tells(browser: Client) -> str:
    browser.get("/")
    return browser.post(SHELF, {"dynasty": "song", "power": "laser", "tone": "hard"})["location"]


def shelf(browser: Client) -> set[str]:
    page = browser.get(SHELF).content.decode()
    return set(re.findall(r'href="(/stories/[0-9a-f-]{36}/)"', page))


def link(letter: mail.EmailMessage) -> str:
    return re.search(r"http://testserver(/\S+key/\S+)", letter.body)[1]


def test_the_shelf_follows_the_family_to_another_device():
    tablet, phone = device(), device()
    first, second = tells(tablet), tells(phone)
    assert sign_up(tablet)["location"] == SHELF
    assert sign_in(phone)["location"] == SHELF
    assert shelf(tablet) == shelf(phone) == {first, second}
    third = tells(phone)
    assert shelf(tablet) == {first, second, third}
    assert Story.objects.filter(account=Account.objects.get(email=ALICE)).count() == 3


def test_at_sign_out_the_shelf_leaves_and_whoever_comes_next_sees_nothing_of_it():
    tablet, her = device(), tells
    story = her(tablet)
    sign_up(tablet)
    answer = tablet.post(SIGN_OUT)
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert shelf(tablet) == set() and tablet.get(story).status_code == 404
    sign_up(tablet, BOB)
    assert shelf(tablet) == set() and tablet.get(story).status_code == 404
    tablet.post(SIGN_OUT)
    sign_in(tablet)
    assert shelf(tablet) == {story}


def test_where_only_her_session_ended_bob_takes_nothing_of_alices():
    tablet = device()
    story = tells(tablet)
    sign_up(tablet)
    sign_up(device(), BOB)
    del tablet.cookies["sessionid"]
    sign_in(tablet, BOB)
    assert shelf(tablet) == set() and visitor(tablet) == Account.objects.get(email=BOB).visitor
    assert access.stories_of(Account.objects.get(email=ALICE).visitor).count() == 1 and story


def test_what_was_asked_for_while_the_family_signed_in_comes_along():
    """Its row is there a moment after the adoption, and its answer brings the older cookie."""
    sign_up(device())
    phone, before = device(), ""
    phone.get("/")
    before = visitor(phone)
    sign_in(phone)
    row = Story.objects.create(visitor=before, request_key="late", title="x", seed="x")
    assert shelf(phone) == {f"/stories/{row.pk}/"}
    another = Story.objects.create(visitor=before, request_key="later", title="x", seed="x")
    phone.cookies[access.COOKIE] = access.cookie_of(before)
    assert phone.get(f"/stories/{another.pk}/").status_code == 200
    assert visitor(phone) == Account.objects.get(email=ALICE).visitor


def test_another_password_takes_the_shelf_from_a_lost_device():
    tablet, lost = device(), device()
    story = tells(tablet)
    sign_up(tablet)
    sign_in(lost)
    assert shelf(lost) == {story}
    assert tablet.post(CHANGE, {"oldpassword": "wrong", "password1": OTHER}).status_code == 422
    answer = tablet.post(CHANGE, {"oldpassword": PASSWORD, "password1": OTHER})
    assert answer["location"] == "/parents/#account"
    assert shelf(tablet) == {story}
    assert shelf(lost) == set() and lost.get(story).status_code == 404
    assert sign_in(lost).status_code == 422 and sign_in(lost, password=OTHER).status_code == 302
    assert shelf(lost) == {story}


def test_a_forgotten_password_is_chosen_anew_by_the_link_of_a_letter_once():
    tablet, phone = device(), device()
    story = tells(tablet)
    sign_up(tablet)
    assert phone.post(RESET, {"email": ALICE})["location"] == f"{RESET}done/"
    address = link(mail.outbox[-1])
    page = phone.get(address, follow=True)
    assert page.status_code == 200 and "key/" in page.request["PATH_INFO"]
    assert phone.post(page.request["PATH_INFO"], {"password1": OTHER})["location"] == SHELF
    assert shelf(phone) == {story} and shelf(tablet) == set()
    assert 'name="password1"' not in device().get(address, follow=True).content.decode()


def test_neither_sign_up_nor_reset_tells_whether_an_address_is_known():
    sign_up(device())
    known, unknown = sign_up(device(), ALICE, OTHER), sign_up(device(), BOB, OTHER)
    assert (known.status_code, known["location"]) == (unknown.status_code, unknown["location"])
    known, unknown = device().post(RESET, {"email": ALICE}), device().post(RESET, {"email": "charlie@example.org"})
    assert (known.status_code, known["location"]) == (unknown.status_code, unknown["location"])
    assert {letter.to[0] for letter in mail.outbox} == {ALICE, "charlie@example.org"}


def test_whoever_signs_up_again_with_the_right_password_is_signed_in():
    tablet, phone = device(), device()
    story = tells(tablet)
    sign_up(tablet), sign_up(phone)
    assert shelf(phone) == {story} and Account.objects.count() == 1


def test_a_second_account_under_the_same_address_opens_nothing_of_the_first():
    tablet, thief = device(), device()
    story = tells(tablet)
    sign_up(tablet), sign_up(thief, ALICE, OTHER)
    assert shelf(thief) == set() and thief.get(story).status_code == 404
    phone = device()
    sign_in(phone)
    assert shelf(phone) == {story}


@pytest.mark.parametrize("staff", [{"is_staff": True}, {"is_superuser": True, "is_staff": True}])
def test_to_the_familys_door_a_curators_password_is_a_wrong_one_and_gets_no_letter(staff):
    Account.objects.create_user("curator", ALICE, PASSWORD, **staff)
    browser, wrong = device(), device()
    answer = sign_in(browser)
    assert answer.status_code == sign_in(wrong, password=OTHER).status_code == 422
    browser.post(RESET, {"email": ALICE})
    assert "key/" not in mail.outbox[-1].body
    assert browser.get("/admin/").status_code == 302


def test_a_session_of_the_familys_door_opens_no_admin_though_its_account_became_a_curators():
    browser = device()
    sign_up(browser)
    Account.objects.update(is_staff=True, is_superuser=True)
    assert browser.get("/admin/").status_code == 302
    assert browser.post("/admin/login/", {"username": Account.objects.get().username, "password": PASSWORD}).status_code == 302
    assert browser.get("/admin/").status_code == 200
    assert not browser.session.get_expire_at_browser_close() and browser.session.get_expiry_age() <= 14 * 24 * 3600


def test_a_curator_adopts_nothing_and_has_no_shelf():
    curator = Account.objects.create_superuser("curator", password=PASSWORD)
    browser = device()
    story = tells(browser)
    browser.post("/admin/login/", {"username": "curator", "password": PASSWORD})
    assert shelf(browser) == {story}
    tells(browser)
    curator.refresh_from_db()
    assert curator.visitor is None and not Story.objects.filter(account=curator).exists()


def test_a_family_stays_signed_in_for_a_year():
    browser = device()
    sign_up(browser)
    assert browser.session.get_expiry_age() > 364 * 24 * 3600
    sign_in(other := device())
    assert other.session.get_expiry_age() > 364 * 24 * 3600


def test_no_trail_is_kept_of_a_family_and_no_address_in_its_session():
    browser = device()
    sign_up(browser), browser.post(SIGN_OUT), sign_in(browser), sign_in(device(), password=OTHER)
    for kept in (AccessAttempt, AccessFailureLog, AccessLog):
        assert not kept.objects.exists(), kept
    assert Session.objects.exists()
    assert "example.org" not in str([session.get_decoded() for session in Session.objects.all()])
    assert "alice" not in Account.objects.get().username


def test_who_tries_too_often_is_asked_to_wait_and_the_right_password_too():
    sign_up(device())  # which looks whether the password opens an account that is there, and counts as a try
    for _ in range(4):
        assert "do not go together" in sign_in(device(), password=OTHER).content.decode()
    assert "five minutes" in sign_in(device()).content.decode()


def test_signing_in_goes_on_and_is_counted_while_redis_is_away(settings):
    settings.CACHES = {"default": {"BACKEND": "storyteller.cache.Counted", "LOCATION": "redis://127.0.0.1:1/0"}}
    sign_up(device())
    assert sign_in(device()).status_code == 302
    for _ in range(4):
        sign_in(device(), password=OTHER)
    assert "five minutes" in sign_in(device()).content.decode()


def test_delete_everything_deletes_the_account_too():
    browser = device()
    tells(browser), sign_up(browser)
    assert "data-signed-in" in browser.get("/parents/").content.decode()
    page = browser.post("/parents/delete", {"sure": "on"}).content.decode()
    assert "data-forgotten" in page and "data-signed-in" not in page and ALICE not in page
    assert not Account.objects.exists() and not Story.objects.exists()
    assert sign_in(device()).status_code == 422


def test_a_house_without_post_says_so_and_reads_the_link_out_without_the_address(settings, capsys):
    settings.EMAIL_BACKEND, settings.STORYTELLER_CONTACT = settings.LETTERS_STAY_HERE, "Aunt Wu"
    sign_up(device())
    page = device().get(RESET).content.decode()
    assert "data-no-post" in page and "Aunt Wu" in page
    device().post(RESET, {"email": ALICE})
    said = capsys.readouterr().out
    assert "/accounts/password/reset/key/" in said and ALICE not in said
    assert "data-no-post" in device().get(f"{RESET}done/").content.decode()


@pytest.mark.parametrize("address", ["", "email/", "inactive/", "social/", "confirm-email/", "password/set/", "reauthenticate/"])
def test_no_other_page_of_allauth_is_there(address):
    assert device().get(f"/accounts/{address}").status_code == 404


def test_a_password_is_kept_as_argon2(settings, redis: Redis):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    sign_up(device())
    assert Account.objects.get().password.startswith("argon2$argon2id$")
