"""`manage.py run` as its operator meets it."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from storyteller.redis_server import free_port
from tests.house import ROOT, House


@pytest.fixture
def fresh():
    house = House()
    yield house
    house.stop()


def test_ctrl_c_ends_everything_and_a_second_start_keeps_all(fresh: House):
    parent = fresh.visitor()
    story = parent.begin(tone="轻松")
    told = parent.wait_for_end(story).text
    pids = fresh.pids()
    assert set(pids) == {"web", "worker", "sweeper", "redis"}
    assert fresh.interrupt() < 5
    assert fresh.process.returncode == 0 and not [pid for pid in pids.values() if Path(f"/proc/{pid}").exists()]
    fresh.start()
    assert parent.text(story).text == told


def test_a_story_under_way_is_handed_over_by_ctrl_c_and_told_on():
    fresh = House(STORYTELLER_PACE="120")
    parent = fresh.visitor()
    story = parent.begin()
    while len(parent.text(story).text) < 30:
        pass
    fresh.interrupt()
    fresh.start()
    heard = parent.text(story).text
    told = parent.wait_for_end(story)
    assert told.headers["x-story-state"] == "finished" and told.text.startswith(heard) and len(told.text) > 300
    fresh.stop()


def test_redis_from_the_wheel_where_the_machine_has_none(tmp_path):
    """A PATH with what a shell needs and no Redis."""
    for program in ("ps", "env", "sh"):
        os.symlink(subprocess.run(["which", program], capture_output=True, text=True).stdout.strip(), tmp_path / program)
    house = House(PATH=str(tmp_path))
    try:
        parent = house.visitor()
        assert parent.wait_for_end(parent.begin(tone="温馨")).headers["x-story-state"] == "finished"
    finally:
        house.stop()


def test_a_taken_port_is_said_in_one_sentence():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ended = _run(PORT=str(taken.getsockname()[1]))
    assert ended.returncode != 0
    assert "Cannot listen on 127.0.0.1" in ended.stderr and "Traceback" not in ended.stderr


@pytest.mark.parametrize("listens", [True, False])
def test_a_redis_that_does_not_answer_is_said_in_one_sentence(listens: bool, tmp_path: Path):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        if listens:
            silent.listen()
        ended = _run(REDIS_URL=f"redis://127.0.0.1:{silent.getsockname()[1]}/0", PORT=str(free_port()), STORYTELLER_DATA=str(tmp_path))
    assert ended.returncode != 0
    assert "Redis does not answer" in ended.stderr and "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "many"), ("STORYTELLER_PACE", "-3"), ("DATABASE_URL", "mysql://x"), ("STORYTELLER_GATE", "pass")]
)
def test_a_setting_that_makes_no_sense_stops_the_start(name: str, value: str):
    ended = _run(**{name: value})
    assert ended.returncode != 0
    assert f"{name} makes no sense" in ended.stderr


def test_health_is_told_apart_from_readiness(house: House):
    parent = house.visitor()
    assert parent.http.get("/healthz").text == "ok\n"
    assert parent.http.get("/readyz").json() == {"database": True, "redis": True, "worker": True}


def test_a_second_house_in_the_same_folder_is_said_in_one_sentence(house: House):
    ended = house.manage("run", PORT=str(free_port()))
    assert ended.returncode != 0 and "already" in ended.stderr and "Traceback" not in ended.stderr


def test_tell_streams_to_the_terminal_for_longer_than_a_lease(house: House):
    """The house beside it sweeps what no worker keeps."""
    told = house.manage("tell", "宋", "发射激光", "艰难", STORYTELLER_PACE="48")
    assert told.returncode == 0 and len(told.stdout) > 300 and "《" in told.stderr


def _run(**environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", "run"]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, timeout=60)
