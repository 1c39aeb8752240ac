import os
import re
import runpy
import subprocess
import sys
import traceback
from decimal import Decimal
from pathlib import Path
from unittest import mock

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from storyteller.environment import environment, is_loopback, kept_secret, one_of, port, positive, read, three_counts, web_address

ROOT = Path(__file__).resolve().parents[2]
SAYABLE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
LOOPBACK = "http://127.0.0.1:11434/v1"


def start(**said: str) -> dict:
    """The settings as a start with this environment reads them."""
    ours = {"STORYTELLER_DATA": os.environ["STORYTELLER_DATA"], "PATH": os.environ["PATH"]}
    with mock.patch.dict(os.environ, {**ours, **said}, clear=True):
        return runpy.run_path(str(ROOT / "storyteller/settings.py"))


def check(**said: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    return subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env={**kept, **said}, capture_output=True, text=True, timeout=60
    )


def test_a_house_without_any_environment_starts():
    settings = start()
    assert (settings["HOST"], settings["PORT"], settings["STORYTELLER_GATE"], settings["STORYTELLER_PACE"]) == ("127.0.0.1", 8000, "on", 30)
    assert settings["DATABASES"]["default"]["ENGINE"] == "django.db.backends.sqlite3"
    assert (settings["DEBUG"], settings["ALLOWED_HOSTS"]) == (False, ["127.0.0.1", "localhost", "[::1]"])


def test_an_empty_value_counts_as_not_set():
    names = [
        "PORT",
        "HOST",
        "DATABASE_URL",
        "REDIS_URL",
        "OPENAI_API_KEY",
        "OPENAI_BASE_URL",
        "STORYTELLER_PACE",
        "STORYTELLER_DAILY_STORIES",
        "STORYTELLER_DAILY_MONEY",
        "STORYTELLER_DAILY_NETWORK",
        "STORYTELLER_GATE",
        "STORYTELLER_FALLBACK_API_KEY",
        "STORYTELLER_FALLBACK_BASE_URL",
        "STORYTELLER_FALLBACK_MODEL",
        "DEBUG",
    ]
    how_it_is_told = ["FIRST_WORDS", "STALL", "WHOLE", "TRIES", "DRAIN", "CAPACITY"]
    without, with_empty = start(), start(**dict.fromkeys([*names, *(f"STORYTELLER_{name}" for name in how_it_is_told)], ""))
    names = [name for name in names if name != "DATABASE_URL"] + [f"TELLING_{name}" for name in how_it_is_told]
    assert [with_empty[name] for name in names] == [without[name] for name in names]
    assert with_empty["DATABASES"]["default"]["NAME"] == without["DATABASES"]["default"]["NAME"]


def test_sense_is_taken_as_it_is_said():
    settings = start(
        PORT="8123",
        STORYTELLER_PACE="12.5",
        STORYTELLER_DAILY_STORIES="1, 2,3",
        DATABASE_URL="postgres://u:p@db.example:5433/tales",
        REDIS_URL="rediss://r:1/2",
        OPENAI_BASE_URL=LOOPBACK + "/",
        STORYTELLER_GATE="PASS",
    )
    assert (settings["PORT"], settings["STORYTELLER_PACE"], settings["STORYTELLER_DAILY_STORIES"]) == (8123, 12.5, (1, 2, 3))
    assert {**settings["DATABASES"]["default"], "ENGINE": None}.items() >= {
        "HOST": "db.example",
        "PORT": 5433,
        "NAME": "tales",
        "PASSWORD": "p",
    }.items()
    assert (settings["REDIS_URL"], settings["OPENAI_BASE_URL"], settings["STORYTELLER_GATE"]) == ("rediss://r:1/2", LOOPBACK, "pass")


def test_how_a_story_is_told_can_be_said():
    settings = start(
        STORYTELLER_FIRST_WORDS="7",
        STORYTELLER_STALL="2.5",
        STORYTELLER_WHOLE="20",
        STORYTELLER_TRIES="5",
        STORYTELLER_DRAIN="0",
        STORYTELLER_CAPACITY="12",
    )
    assert settings["TELLING_FIRST_WORDS"] == {"main": 7, "fallback": 7}
    assert [settings[f"TELLING_{name}"] for name in ("STALL", "WHOLE", "TRIES", "DRAIN", "CAPACITY")] == [2.5, 20, 5, 0, 12]


ABROAD = "https://api.example.org/v1"


def test_nothing_at_all_is_an_amount_and_a_count():
    nothing = start(STORYTELLER_DAILY_MONEY="0", STORYTELLER_DAILY_NETWORK="0")
    assert (nothing["STORYTELLER_DAILY_MONEY"], nothing["STORYTELLER_DAILY_NETWORK"]) == (0, 0)
    said = start(STORYTELLER_DAILY_MONEY="0.10", STORYTELLER_DAILY_NETWORK="7")
    assert (said["STORYTELLER_DAILY_MONEY"], said["STORYTELLER_DAILY_NETWORK"]) == (Decimal("0.1"), 7)
    assert start()["STORYTELLER_DAILY_NETWORK"] is None, "then it is half of the site's"


@pytest.mark.parametrize(("main", "second", "waits"), [(ABROAD, LOOPBACK, [15, 60]), (LOOPBACK, ABROAD, [60, 15]), ("", "", [15, 15])])
def test_a_model_on_this_machine_may_have_to_load_first(main, second, waits):
    patience = start(OPENAI_BASE_URL=main, STORYTELLER_FALLBACK_BASE_URL=second)["TELLING_FIRST_WORDS"]
    assert [patience["main"], patience["fallback"]] == waits


def test_the_second_endpoint_has_an_address_a_key_and_a_model_of_its_own():
    second = {"STORYTELLER_FALLBACK_BASE_URL": ABROAD, "STORYTELLER_FALLBACK_API_KEY": "sk-2", "STORYTELLER_FALLBACK_MODEL": "m2"}
    settings = start(**second, OPENAI_BASE_URL=LOOPBACK, OPENAI_API_KEY="sk-1", STORYTELLER_MODEL="m1")
    assert {name: settings[name] for name in second} == second
    assert (settings["OPENAI_BASE_URL"], settings["OPENAI_API_KEY"], settings["STORYTELLER_MODEL"]) == (LOOPBACK, "sk-1", "m1")
    assert start(STORYTELLER_MODEL="m1")["STORYTELLER_FALLBACK_MODEL"] == "m1", "where none is named it is the first one's"
    nobody = start(OPENAI_BASE_URL=LOOPBACK, OPENAI_API_KEY="sk-1")
    assert nobody["STORYTELLER_FALLBACK_BASE_URL"] == nobody["STORYTELLER_FALLBACK_API_KEY"] == ""


NONSENSE = {
    "STORYTELLER_FALLBACK_BASE_URL": ["localhost:11434/v1", "ftp://h/v1", "http://h:port/v1"],
    **{f"STORYTELLER_{name}": ["soon", "0", "-1", "nan", "inf"] for name in ("FIRST_WORDS", "STALL", "WHOLE")},
    "STORYTELLER_DRAIN": ["soon"],
    "STORYTELLER_KEEP_DAYS": ["0", "for ever", "36501"],
    **{f"STORYTELLER_{name}": ["often", "0", "0.5", "-1", "nan"] for name in ("TRIES", "CAPACITY")},
    "PORT": ["eighty", "0", "-1", "65536", "80.5", "80 81"],
    "STORYTELLER_PACE": ["fast", "0", "-3", "nan", "inf", "1e30", "30 cps"],
    "STORYTELLER_DAILY_STORIES": ["many", "1", "1,2", "1,2,3,4", "-1,2,3", "1,2,x", "1;2;3", ",,"],
    "STORYTELLER_DAILY_MONEY": ["much", "-1", "nan", "inf", "1e30", "5 EUR", "0.000000001"],
    "STORYTELLER_DAILY_NETWORK": ["many", "-1", "0.5", "1,2"],
    "DATABASE_URL": ["nonsense", "mysql://u:p@h/d", "postgress://u:p@h/d", "postgres://u:p@h:port/d", "://", "postgres://["],
    "REDIS_URL": ["localhost:6379", "http://127.0.0.1:6379", "redis:", "nonsense", "redis://h:port/0", "redis://["],
    "OPENAI_BASE_URL": [
        "localhost:11434/v1",
        "ftp://h/v1",
        "http://",
        "nonsense",
        "http://[::1/v1",
        "http://h:port/v1",
        "http://h:99999/v1",
    ],
    "STORYTELLER_GATE": ["off", "no", "0", "passed"],
    "DEBUG": ["perhaps"],
}


@pytest.mark.parametrize(("name", "said"), [(name, said) for name, values in NONSENSE.items() for said in values])
def test_nonsense_stops_the_start_with_a_sentence_that_names_the_variable(name, said):
    with pytest.raises(ImproperlyConfigured, match=rf"^{name} makes no sense: .+"):
        start(**{name: said})


@pytest.mark.parametrize("endpoint", ["", "https://api.openai.com/v1", "http://192.168.0.7/v1", "http://localhost.evil.example/v1"])
def test_the_gate_stays_on_unless_the_endpoint_is_on_this_machine(endpoint):
    with pytest.raises(ImproperlyConfigured, match=r"^STORYTELLER_GATE makes no sense"):
        start(STORYTELLER_GATE="pass", OPENAI_BASE_URL=endpoint)


@pytest.mark.parametrize(
    ("address", "is_ours"),
    [
        ("http://localhost:1/v1", True),
        ("http://127.8.9.1", True),
        ("http://[::1]:8000/v1", True),
        ("http://0.0.0.0/v1", False),
        ("https://127.0.0.1.example.org", False),
        ("http://127.0.0.1@evil.example/v1", False),
        ("", False),
    ],
)
def test_only_this_machine_is_loopback(address, is_ours):
    assert is_loopback(address) == is_ours


READERS = {
    "whole numbers": lambda name: read(environment.int, name, default=1),
    "yes or no": lambda name: read(environment.bool, name, default=False),
    "databases": lambda name: read(environment.dj_db_url, name, default="sqlite:///x"),
    "post offices": lambda name: read(environment.dj_email_url, name, default="smtp://h"),
    "three counts": lambda name: three_counts(name, (1, 2, 3)),
    "words": lambda name: one_of(name, ("on", "pass")),
    "paces": lambda name: positive(name, 30),
    "ports": lambda name: port(name, 8000),
    "web addresses": web_address,
}


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS.keys())
@given(
    said=st.one_of(
        SAYABLE, st.sampled_from(["postgres://", "http://", "smtp://", "redis://"]).flatmap(lambda scheme: SAYABLE.map(scheme.__add__))
    )
)
def test_whatever_is_said_it_is_read_or_refused_by_name(reader, said):
    with mock.patch.dict(os.environ, {"ASKED": said}):
        try:
            reader("ASKED")
        except ImproperlyConfigured as refusal:
            assert str(refusal).startswith("ASKED makes no sense: ")


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS.keys())
@pytest.mark.parametrize(
    "said",
    [
        "hunter2",
        "postgress://u:hunter2@h/d",
        "postgres://u:hunter2@h:port/d",
        "postgres://u:x#hunter2@h/d",
        "http://u:hunter2@",
        "1,2,hunter2",
        "smtp://u:p@h:hunter2",
    ],
)
@pytest.mark.parametrize("given_as", ["value", "file"])
def test_a_secrets_value_is_never_in_the_sentence(reader, said, given_as, tmp_path, monkeypatch):
    (tmp_path / "secret").write_text(said)
    monkeypatch.setenv(*(("ASKED", said) if given_as == "value" else ("ASKED_FILE", str(tmp_path / "secret"))))
    try:
        reader("ASKED")
    except ImproperlyConfigured as refusal:
        assert "hunter2" not in "".join(traceback.format_exception(refusal))


@pytest.mark.parametrize(
    ("name", "said", "read_as"),
    [
        ("PORT", "8123", 8123),
        ("OPENAI_API_KEY", "sk-abc", "sk-abc"),
        ("STORYTELLER_FALLBACK_API_KEY", "sk-abc", "sk-abc"),
        ("REDIS_URL", "redis://r:1/2", "redis://r:1/2"),
        ("SECRET_KEY", "s" * 50, "s" * 50),
    ],
)
@pytest.mark.parametrize("end", ["", "\n"])
def test_a_value_may_stand_in_a_file_with_or_without_a_last_line_break(name, said, read_as, end, tmp_path):
    file = tmp_path / "mount"
    file.write_text(said + end)
    assert start(**{f"{name}_FILE": str(file)})[name] == read_as


@pytest.mark.parametrize("file", ["nowhere", "."])
def test_a_file_that_cannot_be_read_stops_the_start(file, tmp_path):
    with pytest.raises(ImproperlyConfigured, match=r"^OPENAI_API_KEY makes no sense"):
        start(OPENAI_API_KEY_FILE=str(tmp_path / file))


def test_nonsense_in_a_file_is_refused_by_the_variables_name(tmp_path):
    (tmp_path / "port").write_text("eighty")
    with pytest.raises(ImproperlyConfigured, match=r"^PORT makes no sense"):
        start(PORT_FILE=str(tmp_path / "port"))


def test_a_secret_is_made_once_and_for_its_owner_only(tmp_path):
    path = tmp_path / "data" / "secret_key"
    secret = kept_secret(path)
    assert len(secret) >= 50
    assert kept_secret(path) == secret
    assert path.stat().st_mode & 0o777 == 0o600
    assert kept_secret(tmp_path / "other") != secret


@pytest.mark.parametrize(
    ("name", "said", "hidden"),
    [("PORT", "eighty", "eighty"), ("DATABASE_URL", "mysql://u:hunter2@h/d", "hunter2"), ("STORYTELLER_GATE", "pass", None)],
)
def test_a_real_start_stops_with_the_sentence_last(name, said, hidden):
    stopped = check(**{name: said})
    assert stopped.returncode != 0
    assert re.search(rf"{name} makes no sense: .+", stopped.stderr.strip().splitlines()[-1])
    assert not hidden or hidden not in stopped.stdout + stopped.stderr


def test_a_real_start_with_good_values_is_well(tmp_path):
    assert check(DATABASE_URL=f"sqlite:///{tmp_path}/tales.sqlite3", PORT="8123").returncode == 0


def test_what_the_database_address_asks_for_is_kept(tmp_path):
    """`sslmode` and the like come with the address; our own options stand beside them."""
    address = "postgres://somebody@127.0.0.1:1/nothing?sslmode=require"
    asked = "from django.conf import settings; print(settings.DATABASES['default']['OPTIONS'])"
    environment = {
        **os.environ,
        "DATABASE_URL": address,
        "STORYTELLER_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "storyteller.settings",
    }
    told = subprocess.run([sys.executable, "-c", asked], env=environment, cwd=ROOT, capture_output=True, text=True).stdout
    assert "'sslmode': 'require'" in told and "'pool'" in told


@pytest.mark.parametrize("said", ["my-proxy", "10.0.0.0/33", "127.0.0.1;10.0.0.1", "*", "10.0.0.1,nonsense"])
def test_a_proxy_that_is_no_address_stops_the_start(said):
    with pytest.raises(ImproperlyConfigured, match="TRUSTED_PROXIES makes no sense") as stop:
        start(TRUSTED_PROXIES=said)
    assert said not in str(stop.value)


def test_proxies_are_addresses_or_networks():
    said = start(TRUSTED_PROXIES="127.0.0.1, 10.1.2.3/8,::1")["TRUSTED_PROXIES"]
    assert [str(network) for network in said] == ["127.0.0.1/32", "10.0.0.0/8", "::1/128"]
    assert start()["TRUSTED_PROXIES"] == start(TRUSTED_PROXIES="")["TRUSTED_PROXIES"] == []


@pytest.mark.parametrize("said", ["nan", "inf", "-1", "-0.5", "soon"])
def test_a_worker_leaves_in_a_time_that_can_be_counted(said):
    with pytest.raises(ImproperlyConfigured, match="STORYTELLER_DRAIN makes no sense"):
        start(STORYTELLER_DRAIN=said)


def test_a_worker_may_leave_at_once():
    assert start(STORYTELLER_DRAIN="0")["TELLING_DRAIN"] == 0.0


def test_at_home_and_away_are_told_by_the_hosts():
    home, away = start(ALLOWED_HOSTS="nas.local,192.168.1.20"), start(ALLOWED_HOSTS="nas.local,stories.example.org")
    assert (home["AWAY"], home["SECURE_SSL_REDIRECT"], home["CSRF_COOKIE_NAME"]) == ([], False, "csrftoken")
    assert (away["AWAY"], away["SECURE_SSL_REDIRECT"], away["CSRF_COOKIE_NAME"]) == (["stories.example.org"], True, "__Host-csrftoken")
    assert home["ALLOWED_HOSTS"] == ["nas.local", "192.168.1.20"]
    assert away["ALLOWED_HOSTS"] == ["nas.local", "stories.example.org", "127.0.0.1", "localhost", "[::1]"]
