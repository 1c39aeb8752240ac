"""A real Daphne: which pages may open a socket, and what may be sent on one."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.web import Web, at_home

FRIEND = "https://friend.example"
FORGED = [
    None,
    "null",
    "",
    "not an origin",
    "https://evil.example",
    "http://127.0.0.1",
    "http://127.0.0.1:1",
    "http://127.0.0.1:port",
    "https://127.0.0.1:{port}",
    "http://localhost:{port}",
    "http://127.0.0.1.evil.example:{port}",
    "http://evil.example:{port}",
    "ftp://127.0.0.1:{port}",
    "http://friend.example",
    "https://friend.example:444",
    "https://sub.friend.example",
    "http://127.0.0.1:99999",
    "http://[::1:{port}",
]


@pytest.fixture(scope="module")
def web(tmp_path_factory) -> Iterator[Web]:
    trusted = f"{FRIEND},https://*.many.example"
    web = Web(tmp_path_factory.mktemp("web"), at_home(CSRF_TRUSTED_ORIGINS=trusted))
    yield web
    web.stop()


@pytest.fixture(scope="module")
def reads(web: Web):
    path, cookies = web.begins()

    def opened(origin: str | None) -> ClientConnection:
        origin = origin and origin.replace("{port}", str(web.port))
        return connect(
            f"ws://127.0.0.1:{web.port}{path}?after=0", origin=origin, additional_headers={"Cookie": cookies}, proxy=None, max_size=None
        )

    return opened


@pytest.mark.parametrize(
    "origin", ["http://127.0.0.1:{port}", "HTTP://127.0.0.1:{port}", FRIEND, f"{FRIEND}:443", "https://one.many.example"]
)
def test_a_page_of_ours_or_of_a_friend_opens_a_socket(reads, origin):
    with reads(origin) as line:
        assert '"waiting"' in line.recv(5)


@pytest.mark.parametrize("origin", FORGED)
def test_no_other_page_opens_a_socket(reads, origin):
    with pytest.raises(InvalidStatus) as refused, reads(origin):
        pass
    assert refused.value.response.status_code in (400, 403)  # 400 is the library's own, for what is no address at all


def closed_after(line: ClientConnection, *messages: str | bytes) -> int | None:
    with pytest.raises(ConnectionClosed):
        for message in messages:
            line.send(message)
        while True:
            line.recv(5)
    return line.close_code


@pytest.mark.parametrize("message", ["x" * 1025, b"x" * 4_000_000])
def test_a_long_frame_is_not_even_read(reads, message):
    with reads("http://127.0.0.1:{port}") as line:
        assert closed_after(line, message) == 1006, "the line is cut"


def test_pieces_of_one_message_are_not_put_together_without_end(reads):
    with reads("http://127.0.0.1:{port}") as line, pytest.raises(ConnectionClosed):
        line.send("x" * 1000 for _ in range(1100))
        while True:
            line.recv(5)


def test_a_reader_who_does_not_stop_talking_is_shown_out(reads):
    with reads("http://127.0.0.1:{port}") as line:
        assert closed_after(line, *["x"] * 21) == 4408


def test_a_reader_who_says_a_word_may_stay(reads):
    with reads("http://127.0.0.1:{port}") as line:
        for _ in range(20):
            line.send("x")
        line.recv(5)
        with pytest.raises(TimeoutError):
            line.recv(0.5)


def test_a_visitor_has_so_many_sockets_and_gets_one_back_for_each_that_ends(reads):
    with ExitStack() as family:
        lines = [family.enter_context(reads("http://127.0.0.1:{port}")) for _ in range(64)]
        for line in lines:
            assert '"waiting"' in line.recv(5)
        with reads("http://127.0.0.1:{port}") as one_more:
            assert closed_after(one_more) == 4429
        lines[0].close()
        with reads("http://127.0.0.1:{port}") as instead:
            assert '"waiting"' in instead.recv(5)


def test_a_frame_of_ours_may_be_as_long_as_a_story(web, reads):
    """What the server takes must not bound what it says."""
    text = "从前有座山。" * 2000
    with sqlite3.connect(web.folder / "storyteller.sqlite3") as rows:
        rows.execute("UPDATE stories_story SET text = ?, state = 'finished', ending = 'told'", [text])
    with reads("http://127.0.0.1:{port}") as line:
        assert json.loads(line.recv(5)) == {"type": "text", "at": 0, "text": text}
