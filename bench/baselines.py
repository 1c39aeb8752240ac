"""The systems beside the house: what is usually built, and the house with a channel layer for its text."""

import sys
from typing import Literal

from bench.systems import House, Server


def relay(kind: Literal["sdk", "raw"], upstream: str) -> Server:
    """bench/relay.py in one process."""
    command = [sys.executable, "-m", "uvicorn", f"bench.relay:{kind}", "--log-level", "warning", "--ws-per-message-deflate", "false"]
    return Server(f"relay, {kind}", command, OPENAI_BASE_URL=upstream)


def under_uvicorn(upstream: str, gate: str = "pass") -> House:
    """The house with another web server than Daphne."""
    options = ["--log-level", "warning", "--no-access-log", "--lifespan", "off", "--ws-per-message-deflate", "false"]
    command = [sys.executable, "-m", "uvicorn", "storyteller.asgi:application", *options]
    return House(upstream, gate, name=f"storyteller under uvicorn, gate {gate}", web=command)


def forgetful(upstream: str) -> House:
    """The house without its checkpoints."""
    return House(upstream, name="storyteller without checkpoints", DJANGO_SETTINGS_MODULE="bench.forgetful.settings")


class Layered(House):
    """The house with bench/layered for its carriage: the settings are the only thing that its parts are told otherwise.

    `layer`: which of the two that channels-redis has; `queue` is the one that the documentation of Channels sets up.
    """

    def __init__(self, upstream: str, layer: Literal["queue", "pubsub"] = "queue", workers: int = 1, **environment: str) -> None:
        settings = {"DJANGO_SETTINGS_MODULE": "bench.layered.settings", "BENCH_LAYER": layer}
        super().__init__(upstream, name=f"storyteller over a channel layer, {layer}", workers=workers, **{**settings, **environment})
