"""How curators come in: from this machine with a password, from elsewhere with a code too, and not by trying."""

import re
from datetime import timedelta
from io import StringIO
from urllib.parse import parse_qs, urlsplit

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.core.management import CommandError, call_command
from django.test import AsyncClient, Client
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

pytestmark = pytest.mark.django_db
PASSWORD = "a long evening"
ELSEWHERE = "203.0.113.9"
SIGN_IN = "/admin/login/?next=/admin/"


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def mei(django_user_model):
    return django_user_model.objects.create_superuser("mei", password=PASSWORD)


@pytest.fixture
def phone(mei) -> TOTPDevice:
    call_command("totp", "mei", stdout=StringIO())
    return TOTPDevice.objects.get(user=mei)


def browser(address: str = "127.0.0.1", language: str = "zh-CN") -> Client:
    return Client(REMOTE_ADDR=address, headers={"accept-language": language})


def code_of(phone: TOTPDevice, steps: int = 0) -> str:
    return f"{totp(phone.bin_key, t0=-30 * steps):06d}"


def sign_in(client: Client, password: str = PASSWORD, **more: str):
    return client.post(SIGN_IN, {"username": "mei", "password": password, "next": "/admin/", **more})


def test_at_this_machine_a_password_is_enough(mei):
    client = browser()
    assert 'name="code"' not in client.get(SIGN_IN).content.decode()
    assert sign_in(client).status_code == 302
    assert client.get("/admin/").status_code == 200


def test_from_elsewhere_a_code_is_asked_for_too(mei, phone):
    client = browser(ELSEWHERE)
    assert 'name="code"' in client.get(SIGN_IN).content.decode()
    assert sign_in(client, code=code_of(phone)).status_code == 302
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("code", ["", "000000", "abcdef", "１２３４５６", "12345678"])
def test_a_password_alone_opens_nothing_from_elsewhere(mei, phone, code):
    client = browser(ELSEWHERE)
    assert sign_in(client, code=code).status_code == 200
    assert client.get("/admin/").status_code == 302


def test_who_has_no_second_factor_stays_out_from_elsewhere(mei):
    client = browser(ELSEWHERE)
    assert sign_in(client, code="123456").status_code == 200
    assert client.get("/admin/").status_code == 302


def test_nobody_learns_whether_it_was_the_password_or_the_code(mei, phone):
    pages = [sign_in(browser(ELSEWHERE), code="000000"), sign_in(browser(ELSEWHERE), "wrong", code=code_of(phone))]
    wrong = [re.findall(r'errornote">([^<]+)', page.content.decode()) for page in pages]
    assert wrong[0] == wrong[1] != []


def test_a_code_opens_once(mei, phone):
    code = code_of(phone)
    assert sign_in(browser(ELSEWHERE), code=code).status_code == 302
    assert sign_in(browser(ELSEWHERE), code=code).status_code == 200


def test_a_session_from_this_machine_opens_nothing_elsewhere(mei, phone):
    client = browser()
    sign_in(client)
    client.defaults["REMOTE_ADDR"] = ELSEWHERE
    answer = client.get("/admin/")
    assert (answer.status_code, answer["Location"]) == (302, "/admin/login/?next=/admin/")
    assert "mei" in client.get(SIGN_IN).content.decode()


def test_another_second_factor_ends_the_first_one_and_its_sessions(mei, phone):
    client = browser(ELSEWHERE)
    sign_in(client, code=code_of(phone))
    call_command("totp", "mei", stdout=StringIO())
    assert client.get("/admin/").status_code == 302
    assert sign_in(browser(ELSEWHERE), code=code_of(phone, 1)).status_code == 200
    assert TOTPDevice.objects.filter(user=mei).count() == 1


def test_the_command_shows_the_address_and_a_picture_of_it(mei):
    said = StringIO()
    call_command("totp", "mei", stdout=said)
    address, *picture = said.getvalue().splitlines()
    parts = urlsplit(address)
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp") and parts.path.endswith("mei")
    assert parse_qs(parts.query)["issuer"] == ["Storyteller"] and len(parse_qs(parts.query)["secret"][0]) == 32
    assert len(picture) > 15 and set("▄▀█") & set("".join(picture))


def test_the_command_says_who_is_not_there(db):
    with pytest.raises(CommandError, match="no account nobody"):
        call_command("totp", "nobody", stdout=StringIO())


def fail(times: int, client: Client, name: str = "mei"):
    return [client.post(SIGN_IN, {"username": name, "password": f"wrong {number}"}) for number in range(times)]


@pytest.mark.parametrize(("language", "words"), [("zh-CN", "一刻钟"), ("en", "quarter of an hour")])
def test_five_wrong_passwords_close_the_door_for_a_quarter_of_an_hour(mei, language, words):
    client = browser(language=language)
    answers = fail(6, client)
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429, 429]
    assert (answers[-1]["Retry-After"], sign_in(client).status_code) == ("900", 429)
    assert words in answers[-1].content.decode()


@pytest.mark.django_db(transaction=True)
async def test_the_door_closes_the_same_under_the_server_that_we_run(mei):
    client = AsyncClient()
    answers = [await client.post(SIGN_IN, {"username": "mei", "password": "wrong"}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 4 + [429] * 2
    assert answers[-1]["Retry-After"] == "900" and "calm" in answers[-1].content.decode()


def test_the_right_password_in_time_opens_and_the_count_begins_anew(mei):
    client = browser()
    fail(4, client)
    assert sign_in(client).status_code == 302
    assert [answer.status_code for answer in fail(4, browser())] == [200] * 4


def test_a_closed_door_is_closed_for_that_name_at_that_address_only(mei, django_user_model):
    fail(5, browser())
    assert sign_in(browser()).status_code == 429
    assert sign_in(browser("127.0.0.2")).status_code == 302
    django_user_model.objects.create_superuser("bo", password=PASSWORD)
    assert browser().post(SIGN_IN, {"username": "bo", "password": PASSWORD, "next": "/admin/"}).status_code == 302


def test_another_browser_at_the_same_address_does_not_count_anew(mei):
    for number in range(5):
        fail(1, Client(headers={"user-agent": f"browser {number}"}))
    assert sign_in(Client(headers={"user-agent": "another"})).status_code == 429


def test_a_quarter_of_an_hour_later_the_door_listens_again_however_often_one_tried_meanwhile(mei):
    client = browser()
    fail(8, client)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=15, seconds=1))
    assert sign_in(client).status_code == 302


def test_wrong_codes_count_like_wrong_passwords(mei, phone):
    answers = [sign_in(browser(ELSEWHERE), code="000000") for _ in range(5)]
    assert answers[-1].status_code == 429
    assert sign_in(browser(ELSEWHERE), code=code_of(phone)).status_code == 429


def test_who_came_in_and_who_tried_to_is_kept_and_shown_and_cannot_be_changed(mei, phone):
    client = browser()
    sign_in(browser(ELSEWHERE), "wrong secret", code="123456")
    sign_in(client)
    assert [(row.username, row.ip_address) for row in AccessFailureLog.objects.all()] == [("mei", ELSEWHERE)]
    assert AccessLog.objects.get().username == "mei"
    assert ELSEWHERE in client.get("/admin/axes/accessfailurelog/").content.decode()
    assert "mei" in client.get("/admin/axes/accesslog/").content.decode()
    for page in ("accesslog", "accessfailurelog"):
        assert client.get(f"/admin/axes/{page}/add/").status_code == 403
        client.post(f"/admin/axes/{page}/", {"action": "delete_selected", "_selected_action": ["1"], "post": "yes"})
    assert AccessFailureLog.objects.exists() and AccessLog.objects.exists()


def test_neither_password_nor_code_is_kept_anywhere(mei, phone):
    code = code_of(phone, 5)
    sign_in(browser(ELSEWHERE), "a wrong secret", code=code)
    kept = [*AccessAttempt.objects.values(), *AccessFailureLog.objects.values()]
    assert kept and "a wrong secret" not in str(kept) and code not in str(kept)


def test_no_page_of_the_curators_shows_a_second_factor(mei, phone):
    client = browser()
    sign_in(client)
    assert client.get("/admin/otp_totp/totpdevice/").status_code == 404
    assert phone.key not in client.get(f"/admin/stories/account/{mei.pk}/change/").content.decode()


def test_the_curators_pages_wear_the_house_s_own_sign(mei):
    assert 'rel="icon" href="/static/img/icon.svg"' in browser().get(SIGN_IN).content.decode()
