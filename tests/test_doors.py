"""Who may go where: every address × every verb × six people, and every socket. An address without a line in tests/doors.py fails by name."""

import asyncio
import json
import re
import uuid

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.urls import get_resolver

from stories.routing import sockets
from storyteller.asgi import application
from tests.doors import DOORS, PEOPLE, SOCKETS, VERBS, table
from tests.street import Street

TABLE = table()
FAMILY, CURATORS = sorted(DOORS), sorted(set(TABLE) - set(DOORS))
CODES = {"in": {200, 302}, "login": {302}}


def addresses(patterns, before: str = ""):
    for pattern in patterns:
        here = before + re.sub(r"\^\(\?P<app_label>.*\)/\$", "<app_label>/", str(pattern.pattern))  # it lists the apps, in any order
        if hasattr(pattern, "url_patterns"):
            yield from addresses(pattern.url_patterns, here)
        else:
            yield here


def test_every_address_has_its_line_and_every_line_its_address():
    there = set(addresses(get_resolver().url_patterns))
    assert sorted(there - set(TABLE)) == [], "these addresses have no line in tests/doors.py"
    assert sorted(set(TABLE) - there) == [], "these lines have no address"


def test_every_socket_has_its_line_and_every_line_its_socket():
    assert set(addresses(sockets)) == set(SOCKETS)


@pytest.fixture
def street(db) -> Street:
    return Street()


def check(street: Street, address: str) -> None:
    wrong = []
    for person in PEOPLE:
        for verb in VERBS:
            wanted = next((door.answer(verb, person) for door in TABLE[address] if door.answer(verb, person) != 405), 405)
            answer = street.visit(person, verb, address)
            is_sign_in = answer.get("Location", "").startswith("/admin/login/")
            if answer.status_code not in CODES.get(wanted, {wanted}) or is_sign_in != (wanted == "login"):
                wrong.append(f"{verb} as {person}: {answer.status_code} {answer.get('Location', '')}, not {wanted}")
    assert not wrong, "\n".join([f"/{address}", *wrong])


@pytest.mark.parametrize("address", CURATORS)
def test_each_finds_behind_a_curators_address_what_the_table_says(street, address):
    check(street, address)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("address", FAMILY)
def test_each_finds_behind_a_familys_address_what_the_table_says(redis, street, address):
    check(street, address)


@pytest.mark.parametrize("address", sorted(TABLE))
def test_no_form_is_taken_without_its_token(street, address):
    for verb in ("POST", "PUT", "PATCH", "DELETE"):
        assert street.visit("superuser", verb, address, with_token=False).status_code == 403, verb
    assert street.visit("stranger", "POST", address, with_token=False).status_code == 403


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("person", ["stranger", "charlie", "account", "curator", "superuser"])
@pytest.mark.parametrize("page", ["", "text", "stop", "offer", "delete"])
def test_nobody_can_tell_a_story_of_alices_from_none(redis, street, person, page):
    """Not by the answer, its words or its headers."""
    address, verb = f"stories/<uuid:story_id>/{page}", "GET" if page in ("", "text") else "POST"
    hers = street.visit(person, verb, address)
    street.story.pk = uuid.uuid4()
    nowhere = street.visit(person, verb, address)
    assert hers.status_code == nowhere.status_code == 404
    assert dict(hers.headers) == dict(nowhere.headers)
    assert _bare(hers) == _bare(nowhere)


def _bare(answer) -> str:
    """Without what the asker said, and without the token, which is another one each time."""
    html = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    return re.sub(r"[0-9a-f-]{36}", "", html)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("address", sorted(SOCKETS))
@pytest.mark.parametrize("person", PEOPLE)
async def test_each_hears_at_a_socket_what_the_table_says(redis, address, person):
    street = await sync_to_async(Street)()
    wanted = SOCKETS[address][PEOPLE.index(person)]
    assert await _heard(street, street.path(address), person) == wanted
    if wanted == 4404:
        street.story.pk = uuid.uuid4()
        assert await _heard(street, street.path(address), person) == wanted


async def _heard(street: Street, path: str, person: str) -> object:
    """The first state, or the close code."""
    cookies = await sync_to_async(street.cookies)(person)
    headers = [(b"host", b"localhost"), (b"origin", b"http://localhost"), (b"cookie", cookies.output(header="", sep=";").encode())]
    browser = WebsocketCommunicator(application, f"{path}?after=0", headers=headers)
    assert (await browser.connect(timeout=5))[0], "a close code is shown on an accepted socket only"
    async with asyncio.timeout(5):
        message = await browser.output_queue.get()
    await browser.disconnect()
    return json.loads(message["text"])["state"] if message["type"] == "websocket.send" else message["code"]
