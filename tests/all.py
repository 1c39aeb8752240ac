"""`make test`: the whole suite on SQLite, then on PostgreSQL what may differ there. What cannot be had here is said at the end."""

import os
import subprocess
import sys

from tests.servers import PostgresServer, find_postgres

# What a browser, an endpoint, a judge of stories, a style checker or a starting house shows, it shows on one database as on the other.
THE_SAME_ON_BOTH = (
    "tests/bench",
    "tests/browser",
    "tests/redteam",
    "tests/templates",
    "tests/test_doors.py",
    "tests/test_style.py",
    "tests/test_locale.py",
    "tests/test_together.py",
    "tests/test_headers.py",
    "tests/test_promises.py",
    "tests/test_limits.py",
    "tests/storyteller/test_heads.py",
    "tests/storyteller/test_home.py",
    "tests/storyteller/test_logs.py",
    "tests/storyteller/test_origin.py",
    "tests/storyteller/test_proxies.py",
    "tests/telling/tellers",
    "tests/telling/dna",
    "tests/telling/material",
    "tests/tuning",
    "tests/management/commands/test_taste.py",
    "tests/telling/gate",
    "tests/whole/test_crowd.py",
    "tests/whole/test_endpoints.py",
    "tests/whole/test_faults.py",
    "tests/whole/test_names.py",
    "tests/whole/test_run.py",
    "tests/whole/test_readers.py",
)


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
        left_out = [f"--ignore={path}" for path in THE_SAME_ON_BOTH]
        return _pytest([*words, *left_out], {"DATABASE_URL": server.url}) or status
    finally:
        server.stop()


def _pytest(words: list[str], environment: dict[str, str]) -> int:
    command = [sys.executable, "-m", "pytest", "-rs", *words]
    return subprocess.run(command, env={**os.environ, "DATABASE_URL": "", **environment}).returncode


if __name__ == "__main__":
    sys.exit(main())
