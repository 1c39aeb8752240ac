"""The whole house as a family meets it: `manage.py run` in a process group of its own, with a folder of its own."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from pathlib import Path
from typing import Any

import httpx
import psycopg

from storyteller.redis_server import free_port

ROOT = Path(__file__).resolve().parent.parent


class House:
    def __init__(self, **environment: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="storyteller-house-"))
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        quick = {"STORYTELLER_PACE": "400"}  # a voice says 30 characters a second
        self.environment = {
            **os.environ,
            **quick,
            "STORYTELLER_DATA": str(self.folder),
            "PORT": str(self.port),
            **_database(),
            **environment,
        }
        if "REDIS_URL" not in environment:
            self.environment.pop("REDIS_URL", None)
        self.lines: list[str] = []
        try:
            self.start()
        except BaseException:  # a Ctrl-C as well: nobody else could end it
            self.stop()
            raise

    def start(self, seconds: float = 60) -> None:
        said_before = len(self.lines)
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "run"],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        threading.Thread(target=self._collect, args=(self.process,), daemon=True).start()
        self.wait_for_line("is ready", seconds, said_before)

    def _collect(self, process: subprocess.Popen[str]) -> None:
        for line in process.stdout or ():
            self.lines.append(line)

    def wait_for_line(self, words: str, seconds: float = 20, after: int = 0) -> str:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for line in self.lines[after:]:
                if words in line:
                    return line
            if self.process.poll() is not None and not any(words in line for line in self.lines[after:]):
                break
            time.sleep(0.02)
        raise AssertionError(f"no line with {words!r}:\n" + "".join(self.lines[-40:]))

    def pids(self) -> dict[str, int]:
        """The process of each part, found below the supervisor."""
        below = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(self.process.pid)], capture_output=True, text=True).stdout
        parts = {"storyteller.web": "web", "celery": "worker", "sweep": "sweeper", "redis": "redis", "valkey": "redis"}
        return {part: int(line.split()[0]) for line in below.splitlines() for word, part in parts.items() if word in line}

    def interrupt(self) -> float:
        """Ctrl-C as a terminal sends it, to the whole group; seconds until the supervisor is gone."""
        began = time.monotonic()
        os.killpg(self.process.pid, signal.SIGINT)
        self.process.wait(20)
        return time.monotonic() - began

    def stop(self) -> None:
        if self.process.poll() is None:
            self.interrupt()
        shutil.rmtree(self.folder, ignore_errors=True)

    def manage(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", *words]
        return subprocess.run(command, cwd=ROOT, env={**self.environment, **environment}, capture_output=True, text=True, timeout=120)

    def visitor(self) -> "Visitor":
        return Visitor(self)


class Visitor:
    """A browser without a screen: cookies, the form, the socket's address."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.http = httpx.Client(base_url=house.url, timeout=30, headers={"Accept-Language": "zh-CN"})
        self.http.get("/")

    def begin(self, dynasty: str = "宋", power: str = "发射激光", tone: str = "艰难", **more: str) -> str:
        """The new story's id."""
        answer = self.ask(dynasty=dynasty, power=power, tone=tone, **more)
        assert answer.status_code == 302, answer.text[:2000]
        return answer.headers["location"].rstrip("/").rpartition("/")[2]

    def ask(self, **fields: str) -> httpx.Response:
        fields = {"request_key": uuid.uuid4().hex, **fields, "csrfmiddlewaretoken": self.http.cookies["csrftoken"]}
        return self.http.post("/stories/", data=fields, headers={"Referer": self.house.url})

    def socket(self, story: str, after: object = 0) -> tuple[str, dict[str, Any]]:
        """Address and options for `websockets.connect`."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())
        options = {"additional_headers": {"Cookie": cookies}, "origin": self.house.url, "proxy": None}
        return f"ws://127.0.0.1:{self.house.port}/ws/stories/{story}/?after={after}", options

    def text(self, story: str) -> httpx.Response:
        return self.http.get(f"/stories/{story}/text")

    def wait_for_end(self, story: str, seconds: float = 60) -> httpx.Response:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            answer = self.text(story)
            if answer.headers["x-story-state"] not in ("waiting", "telling"):
                return answer
            time.sleep(0.1)
        raise AssertionError(f"still {answer.headers['x-story-state']}: {answer.text}\n" + "".join(self.house.lines[-30:]))


def _database() -> dict[str, str]:
    """A fresh database on the PostgreSQL under test; the embedded one needs nothing."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        return {}
    name = f"house_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
    return {"DATABASE_URL": url.rpartition("/")[0] + "/" + name}
