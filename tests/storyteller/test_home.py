"""At home without a certificate, away over HTTPS only."""

import socket
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from storyteller.home import away, is_public
from storyteller.redis_server import free_port
from tests.house import ROOT, House
from tests.web import PUBLIC, Web, at_home, in_production

AT_HOME = [
    "127.0.0.1", "localhost", "[::1]", "::1", "testserver", "nas", "192.168.1.20", "10.0.0.7", "172.16.3.4", "100.64.0.9", "169.254.1.1",
    "[fd00::7]", "[fe80::1]", "stories.local", "Stories.LOCAL", "nas.lan", "nas.home.arpa", "fritz.box", "host.internal", "a.localhost", "0.0.0.0",
]  # fmt: skip
AWAY = ["stories.example.org", ".example.org", "8.8.8.8", "[2606:4700::1111]", "*", "local.example.com", "example.org."]


@pytest.mark.parametrize("host", AT_HOME)
def test_a_family_s_own_network_is_home(host):
    assert not is_public(host)


@pytest.mark.parametrize("host", AWAY)
def test_whatever_everybody_can_ask_for_is_away(host):
    assert is_public(host) and away(["localhost", host]) == [host]


def manage(*words: str, **said: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(command, cwd=ROOT, env=in_production(**said), capture_output=True, text=True, timeout=60)


def test_a_house_in_production_has_nothing_to_mend():
    checked = manage("check", "--deploy", "--fail-level", "DEBUG")
    assert (checked.returncode, checked.stdout.strip()) == (0, "System check identified no issues (0 silenced)."), checked.stderr


@pytest.mark.parametrize(
    ("name", "value"), [("DEBUG", "1"), ("SECRET_KEY", "too short"), ("ALLOWED_HOSTS", f"*,{PUBLIC}"), ("TRUSTED_PROXIES", "my-proxy")]
)
def test_what_is_unsafe_stops_the_start_with_a_word_on_how_to_mend_it(name, value):
    started = manage("run", PORT=str(free_port()), **{name: value})
    assert started.returncode != 0 and name in started.stderr
    assert "HINT" in started.stderr or "makes no sense" in started.stderr
    assert value == "1" or name == "ALLOWED_HOSTS" or value not in started.stderr


@pytest.fixture(scope="module")
def abroad(tmp_path_factory) -> Iterator[Web]:
    web = Web(tmp_path_factory.mktemp("abroad"), in_production())
    yield web
    web.stop()


def over_https(web: Web, path: str, **headers: str) -> httpx.Response:
    return web.get(path, PUBLIC, X_Forwarded_Proto="https", X_Forwarded_For="203.0.113.9", **headers)


def test_away_who_comes_without_https_is_sent_to_it(abroad):
    answer = abroad.get("/stories/", PUBLIC)
    assert (answer.status_code, answer.headers["location"]) == (301, f"https://{PUBLIC}/stories/")
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"


def test_away_https_is_promised_for_a_year_and_cookies_stay_with_this_host(abroad):
    answer = over_https(abroad, "/")
    assert answer.status_code == 200
    assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains; preload"
    cookies = {cookie.partition("=")[0]: cookie for cookie in answer.headers.get_list("set-cookie")}
    assert set(cookies) == {"__Host-visitor", "__Host-csrftoken"}
    for cookie in cookies.values():
        assert "Secure" in cookie and "Path=/" in cookie and "Domain" not in cookie


def test_away_a_form_is_taken_over_https_from_a_page_of_ours(abroad):
    page = over_https(abroad, "/")
    token = page.cookies["__Host-csrftoken"]
    cookies = "; ".join(f"{name}={value}" for name, value in page.cookies.items())
    fields = {"dynasty": "song", "power": "laser", "tone": "hard", "request_key": "one", "csrfmiddlewaretoken": token}
    headers = {"Host": PUBLIC, "X-Forwarded-Proto": "https", "Cookie": cookies}
    ours = httpx.post(f"{abroad.url}/stories/", data=fields, headers={**headers, "Origin": f"https://{PUBLIC}"}, timeout=30)
    theirs = httpx.post(f"{abroad.url}/stories/", data=fields, headers={**headers, "Origin": "https://evil.example"}, timeout=30)
    plain = httpx.post(f"{abroad.url}/stories/", data=fields, headers={**headers, "Origin": f"http://{PUBLIC}"}, timeout=30)
    assert (ours.status_code, theirs.status_code, plain.status_code) == (302, 403, 403)
    _reads(abroad, ours.headers["location"], cookies)


def _reads(web: Web, story: str, cookies: str) -> None:
    """The socket of a page over HTTPS is this house's; that of the same page without it is not."""
    address = f"ws://{PUBLIC}:{web.port}{story.replace('/stories/', '/ws/stories/')}?after=0"
    headers = {"X-Forwarded-Proto": "https", "Cookie": cookies}
    with _socket(web, address, f"https://{PUBLIC}:{web.port}", headers) as line:
        assert '"state"' in line.recv(5)
    with pytest.raises(InvalidStatus), _socket(web, address, f"http://{PUBLIC}:{web.port}", headers):
        pass


def _socket(web: Web, address: str, origin: str, headers: dict[str, str]):
    return connect(address, sock=socket.create_connection(("127.0.0.1", web.port)), additional_headers=headers, origin=origin, proxy=None)


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.parametrize("host", [PUBLIC, "127.0.0.1", "localhost"])
def test_a_probe_on_this_machine_is_answered_and_sent_nowhere(abroad, path, host):
    assert abroad.get(path, host).status_code in (200, 503)


def test_at_home_a_tablet_in_the_family_s_network_needs_no_certificate(tmp_path):
    web = Web(tmp_path, at_home(ALLOWED_HOSTS="127.0.0.1,192.168.1.20", SECRET_KEY="short"))
    try:
        answer = web.get("/", "192.168.1.20:8000")
        assert answer.status_code == 200 and "strict-transport-security" not in answer.headers
        asks_for_a_code(web)
        assert set(answer.cookies) == {"visitor", "csrftoken"} and "Secure" not in str(answer.headers.get_list("set-cookie"))
    finally:
        web.stop()


def asks_for_a_code(web: Web) -> None:
    """A proxy on the same machine that nobody told us of is not somebody at this machine."""
    here, through_a_proxy = web.get("/admin/login/", "127.0.0.1"), web.get("/admin/login/", "127.0.0.1", X_Forwarded_For="127.0.0.1")
    assert ('name="code"' in here.text, 'name="code"' in through_a_proxy.text) == (False, True)


def test_a_whole_house_away_is_ready_and_says_where():
    house = House(**in_production())
    try:
        assert house.wait_for_line("is ready").split()[-1] == f"https://{PUBLIC}/"
    finally:
        house.stop()
