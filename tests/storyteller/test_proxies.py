"""Whose word counts on where a visitor comes from."""

from ipaddress import ip_network

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from storyteller.proxies import HEARSAY, Proxies, is_this_machine

TRUSTED = [ip_network("127.0.0.1"), ip_network("10.0.0.0/8"), ip_network("fd00::/8")]


async def seen(headers: list[tuple[str, str]], client: str | None = "127.0.0.1", kind: str = "http", trusted=TRUSTED, **scope) -> dict:
    """The scope as the house behind sees it."""
    scopes: list[dict] = []

    async def house(scope, receive, send):
        scopes.append(scope)

    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers]
    await Proxies(house, trusted)({"type": kind, "client": client and [client, 5], "headers": raw, **scope}, None, None)
    return scopes[0]


def said_for(*said: str) -> list[tuple[str, str]]:
    return [("x-forwarded-for", words) for words in said]


@pytest.mark.parametrize(
    ("said", "client"),
    [
        (["203.0.113.9"], "203.0.113.9"),
        (["6.6.6.6, 203.0.113.9"], "203.0.113.9"),
        (["6.6.6.6, 203.0.113.9, 10.1.2.3"], "203.0.113.9"),
        (["6.6.6.6", "203.0.113.9 ,10.1.2.3"], "203.0.113.9"),
        (["10.9.9.9, 10.1.2.3"], "10.9.9.9"),
        (["2001:db8::7, fd00::1"], "2001:db8::7"),
        (["::ffff:203.0.113.9"], "203.0.113.9"),
        (["6.6.6.6, unknown, 10.1.2.3"], "10.1.2.3"),
        (["6.6.6.6, <script>"], "127.0.0.1"),
        ([""], "127.0.0.1"),
        ([], "127.0.0.1"),
    ],
)
@pytest.mark.parametrize("kind", ["http", "websocket"])
async def test_the_last_one_that_is_no_proxy_of_ours_is_who_asks(said, client, kind):
    scope = await seen(said_for(*said), kind=kind)
    assert scope["client"][0] == client


@pytest.mark.parametrize(
    ("kind", "said", "scheme"),
    [("http", "https", "https"), ("http", "HTTPS", "https"), ("http", "http", "http"), ("http", "http, https", "https"), ("http", "gopher", "http"),
     ("websocket", "https", "wss"), ("websocket", "http", "ws")],
)  # fmt: skip
async def test_a_proxy_of_ours_says_how_a_visitor_came(kind, said, scheme):
    assert (await seen([("x-forwarded-proto", said)], kind=kind))["scheme"] == scheme


@pytest.mark.parametrize("client", ["203.0.113.5", "127.0.0.2", None, "/run/socket"])
async def test_nobody_else_is_believed_and_what_they_said_is_dropped(client):
    said = [(name.decode(), "10.0.0.1") for name in HEARSAY] + [("X-Forwarded-Proto", "https"), ("host", "here"), ("x-request-id", "7")]
    scope = await seen(said, client)
    assert (scope["client"] and scope["client"][0], scope["scheme"], scope["by_proxy"]) == (client, "http", True)
    assert scope["headers"] == [(b"host", b"here"), (b"x-request-id", b"7")]


async def test_what_a_proxy_of_ours_said_goes_no_further_either():
    scope = await seen([*said_for("203.0.113.9"), ("x-real-ip", "6.6.6.6"), ("host", "here")])
    assert scope["headers"] == [(b"host", b"here")]


async def test_without_a_proxy_nothing_changes():
    scope = await seen([("host", "here")], "203.0.113.5", trusted=[], scheme="https")
    assert (scope["client"], scope["scheme"], scope["by_proxy"]) == (["203.0.113.5", 5], "https", False)


async def test_the_start_and_the_end_of_a_server_pass():
    assert (await seen([], None, "lifespan"))["type"] == "lifespan"


@given(st.lists(st.text(st.characters(max_codepoint=255), max_size=40), max_size=4))
async def test_nothing_that_is_said_breaks_the_door(said):
    assert (await seen(said_for(*said)))["client"]


def asks(address: str, **scope) -> bool:
    request = RequestFactory(REMOTE_ADDR=address).get("/")
    request.scope = scope
    return is_this_machine(request)


@pytest.mark.parametrize(
    ("address", "is_here"), [("127.0.0.1", True), ("::1", True), ("::ffff:127.0.0.1", True), ("192.168.1.7", False), ("", False)]
)
def test_this_machine_is_known_by_its_address(address, is_here):
    assert asks(address) is is_here


def test_a_proxy_at_this_machine_is_not_this_machine_even_if_nobody_named_it():
    assert not asks("127.0.0.1", by_proxy=True)


@pytest.mark.parametrize(
    ("said", "client"),
    [
        ("203.0.113.9:5555", "203.0.113.9"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
    ],
)
async def test_an_address_may_come_with_its_port(said, client):
    assert (await seen(said_for(said)))["client"][0] == client
