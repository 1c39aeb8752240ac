"""The web server: Daphne on uvloop, which has to be chosen before Daphne is imported. `python -m storyteller.web -b HOST -p PORT …` takes Daphne's options."""

import asyncio
import os
import sys
from io import StringIO

import django
import uvloop
from django.core.management import call_command
from django.core.management.base import SystemCheckError

# A browser has nothing to say on a socket, so its frames are short. Daphne's limit of a message counts for ours too, which may hold a whole story,
# so it stays at Daphne's 1 MiB. Nobody need know which server this is.
_CLOSED = ["--no-server-name", "--websocket-max-frame-size", "1024"]


def main() -> None:
    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    from daphne.cli import CommandLineInterface

    _unsafe_values_stop_the_start()
    CommandLineInterface().run([*_CLOSED, *sys.argv[1:], "storyteller.asgi:application"])


def _unsafe_values_stop_the_start() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storyteller.settings")
    django.setup()
    try:
        call_command("check", stdout=StringIO())
    except SystemCheckError as unsafe:
        sys.exit(str(unsafe))


if __name__ == "__main__":
    main()
