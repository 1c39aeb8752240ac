"""A real Daphne that is told to leave."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from storyteller.redis_server import free_port
from tests.house import ROOT
from tests.servers import wait_for_port

CHOICE = {"dynasty": "宋", "power": "发射激光", "tone": "艰难"}


class Web:
    """The web server alone, with a database of its own. Nobody tells, so a story waits and its sockets stay open."""

    def __init__(self, folder: Path) -> None:
        self.database = folder / "storyteller.sqlite3"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "storyteller.web", "-b", "127.0.0.1", "-p", str(self.port)]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(command, cwd=ROOT, env=_environment(folder), start_new_session=True, **quiet)

    def opens(self) -> None:
        wait_for_port(self.port, 60)
        self.http = httpx.Client(base_url=self.url, timeout=30)
        self.http.get("/")

    def stop(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(20)

    def form(self, key: str) -> httpx.Request:
        fields = {**CHOICE, "request_key": key, "csrfmiddlewaretoken": self.http.cookies["csrftoken"]}
        return self.http.build_request("POST", "/stories/", data=fields, headers={"Referer": self.url})

    def reads(self, story: str):
        cookies = "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())
        address = f"ws://127.0.0.1:{self.port}{story.replace('/stories/', '/ws/stories/')}?after=0"
        return connect(address, additional_headers={"Cookie": cookies}, origin=self.url, proxy=None)

    def begins_to_ask(self, key: str) -> socket.socket:
        """A form that is sent, and whose answer is still to come."""
        request = self.form(key)
        head = "\r\n".join([f"POST {request.url.path} HTTP/1.1", *(f"{name}: {value}" for name, value in request.headers.items())])
        line = socket.create_connection(("127.0.0.1", self.port), 30)
        line.sendall(head.encode() + b"\r\n\r\n" + request.read())
        return line

    @contextmanager
    def busy(self):
        """Whoever wants to write has to wait."""
        with sqlite3.connect(self.database, isolation_level=None) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
        other.close()

    def rows(self) -> int:
        with sqlite3.connect(self.database) as other:
            return other.execute("SELECT count(*) FROM stories_story").fetchone()[0]

    def leaves(self) -> None:
        os.kill(self.process.pid, signal.SIGTERM)

    def accepts(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def is_gone(self) -> bool:
        """Its whole process group."""
        try:
            os.killpg(self.process.pid, 0)
        except ProcessLookupError:
            return True
        return False


def _environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "STORYTELLER_DATA": str(folder), "DATABASE_URL": ""}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("web")
    for words in (["migrate", "-v0"], ["seed_catalogue"]):
        command = [sys.executable, "manage.py", *words]
        subprocess.run(command, cwd=ROOT, env=_environment(folder), check=True, capture_output=True, timeout=120)
    return folder


@pytest.fixture
def web(folder: Path):
    web = Web(folder)
    try:
        web.opens()
        yield web
    finally:
        web.stop()


def close_code(reader) -> int:
    with pytest.raises(ConnectionClosed) as closed:
        while True:
            reader.recv(20)
    return closed.value.rcvd.code


def answer_of(line: socket.socket) -> bytes:
    line.settimeout(20)
    said = b""
    while b"\r\n\r\n" not in said and (more := line.recv(65536)):
        said += more
    return said


def test_a_server_that_leaves_sends_readers_on_answers_what_is_under_way_and_takes_no_more(web: Web):
    story = web.http.send(web.form("first")).headers["location"]
    with web.reads(story) as one, web.reads(story) as two:
        assert "waiting" in one.recv(20) and "waiting" in two.recv(20)
        with web.busy():
            asked = web.begins_to_ask("second")
            assert web.http.get("/healthz").status_code == 200, "who came later is answered: the form is under way"
            web.leaves()
            assert [close_code(one), close_code(two)] == [4012, 4012]
            assert not web.accepts()
            assert web.process.poll() is None, "it waits for the form"
    assert answer_of(asked).startswith(b"HTTP/1.1 302")
    assert web.process.wait(20) == 0
    assert web.is_gone() and web.rows() == 2


def test_a_server_with_nothing_under_way_leaves_however_often_it_is_told(web: Web):
    for _ in range(3):
        web.leaves()
    assert web.process.wait(20) == 0 and web.is_gone() and not web.accepts()
