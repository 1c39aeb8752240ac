"""Daphne alone, with a database of its own, as a browser or a proxy on the same machine meets it."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

import httpx

from storyteller.redis_server import free_port
from tests.house import ROOT
from tests.servers import wait_for_port

PUBLIC = "stories.example.org"
OURS = ("DEBUG", "SECRET_KEY", "ALLOWED_HOSTS", "TRUSTED_PROXIES", "CSRF_TRUSTED_ORIGINS")


def at_home(**said: str) -> dict[str, str]:
    return {**{name: value for name, value in os.environ.items() if name not in OURS}, **said}


def in_production(**said: str) -> dict[str, str]:
    return at_home(**{"ALLOWED_HOSTS": PUBLIC, "SECRET_KEY": secrets.token_urlsafe(50), "TRUSTED_PROXIES": "127.0.0.1", **said})


class Web:
    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {**environment, "STORYTELLER_DATA": str(folder), "DATABASE_URL": ""}
        self.manage("migrate", "-v0")
        self.manage("seed_catalogue")
        command = [sys.executable, "-m", "storyteller.web", "-b", "127.0.0.1", "-p", str(self.port)]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, **quiet)
        wait_for_port(self.port, 60)

    def manage(self, *words: str, **said: str) -> str:
        command = [sys.executable, "manage.py", *words]
        environment = {**self.environment, **said}
        return subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True, timeout=120).stdout

    def stop(self) -> None:
        self.process.kill()
        self.process.wait(20)

    def get(self, path: str, host: str, **headers: str) -> httpx.Response:
        said = {name.replace("_", "-"): value for name, value in headers.items()}
        return httpx.get(self.url + path, headers={"Host": host, **said}, timeout=30)

    def begins(self) -> tuple[str, str]:
        """A story that waits, as the path of its socket, and the cookies of its family."""
        with httpx.Client(base_url=self.url, timeout=30) as browser:
            browser.get("/")
            fields = {"dynasty": "song", "power": "laser", "tone": "hard", "csrfmiddlewaretoken": browser.cookies["csrftoken"]}
            story = browser.post("/stories/", data=fields).headers["location"]
            return "/ws" + story, "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
