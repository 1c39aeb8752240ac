"""`make test`: the whole suite on SQLite, then on PostgreSQL. What cannot be had here is said at the end."""

import os
import subprocess
import sys

from tests.servers import PostgresServer, find_postgres


def main() -> int:
    words = sys.argv[1:]
    print("On SQLite", flush=True)
    status = _pytest(words, {})
    if find_postgres() is None:
        print("Not run: the suite on PostgreSQL, which cannot be had on this machine.")
        return status or (1 if os.environ.get("CI") == "true" else 0)
    server = PostgresServer()
    try:
        print("On PostgreSQL", flush=True)
        return _pytest(words, {"DATABASE_URL": server.url}) or status
    finally:
        server.stop()


def _pytest(words: list[str], environment: dict[str, str]) -> int:
    command = [sys.executable, "-m", "pytest", "-rs", *words]
    return subprocess.run(command, env={**os.environ, "DATABASE_URL": "", **environment}).returncode


if __name__ == "__main__":
    sys.exit(main())
