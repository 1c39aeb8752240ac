"""What every answer of the house carries, whoever asks for whatever: pages, refusals, redirects and files."""

import re

import pytest
from django.conf import settings

from stories.middleware import CLOSED
from tests.doors import DOORS, table
from tests.street import Street

TABLE = table()
POLICY = {"default-src": "'self'", "base-uri": "'none'", "object-src": "'none'", "frame-ancestors": "'none'", "form-action": "'self'"}
SAID = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
FILES = ["img/icon.svg", "css/base.css", "js/read.js", "admin/js/core.js"]


@pytest.fixture
def street(db) -> Street:
    return Street()


def keeps_the_house_closed(answer, said: dict[str, str] = SAID) -> None:
    assert {name: answer.get(name) for name in said} == said, answer.status_code
    assert dict(part.strip().partition(" ")[::2] for part in answer["Content-Security-Policy"].split(";")) == POLICY
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["Permissions-Policy"] == CLOSED["Permissions-Policy"]
    assert "Access-Control-Allow-Origin" not in answer and "Server" not in answer


@pytest.mark.parametrize("address", sorted(set(TABLE) - set(DOORS)))
def test_every_answer_to_a_curator_is_closed(street, address):
    for person in ("stranger", "superuser"):
        keeps_the_house_closed(street.visit(person, "GET", address))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("address", sorted(DOORS))
def test_every_answer_to_a_family_is_closed(redis, street, address):
    for person, verb in (("stranger", "GET"), ("alice", "GET"), ("alice", "POST"), ("alice", "DELETE")):
        answer = street.visit(person, verb, address)
        is_shared = address.startswith("shared/") and answer.status_code == 200  # the way here is nobody else's business
        keeps_the_house_closed(answer, {**SAID, "Referrer-Policy": "no-referrer"} if is_shared else SAID)
    keeps_the_house_closed(street.visit("stranger", "POST", address, with_token=False))


@pytest.mark.parametrize("file", FILES)
def test_files_are_closed_too(street, file):
    answer = street.browsers[True].get(f"/static/{file}")
    assert answer.status_code == 200
    keeps_the_house_closed(answer)


def test_a_wrong_host_a_wrong_address_and_a_missing_stroke_are_closed_too(street):
    browser = street.browsers[True]
    answers = [browser.get("/", headers={"host": "evil.example"}), browser.get("/nowhere/"), browser.get("/stories")]
    assert [answer.status_code for answer in answers] == [400, 404, 301]
    for answer in answers:
        keeps_the_house_closed(answer)


def test_at_home_nothing_is_said_about_https(street):
    for answer in (street.browsers[True].get("/"), street.browsers[True].get("/", secure=True)):
        assert answer.status_code == 200 and "Strict-Transport-Security" not in answer


def test_the_light_of_the_screen_is_the_only_thing_a_page_may_ask_for():
    allowed = dict(part.strip().split("=") for part in CLOSED["Permissions-Policy"].split(","))
    assert [what for what, whom in allowed.items() if whom != "()"] == ["screen-wake-lock"]
    assert {"camera", "microphone", "geolocation", "payment", "usb"} <= set(allowed)
    assert all(re.fullmatch(r"[a-z-]+", what) for what in allowed)


def test_no_cookie_of_ours_can_be_read_by_another_site():
    assert (settings.SESSION_COOKIE_HTTPONLY, settings.SESSION_COOKIE_SAMESITE, settings.CSRF_COOKIE_SAMESITE) == (True, "Lax", "Lax")
