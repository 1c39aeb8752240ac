"""The web server: Daphne on uvloop, which has to be chosen before Daphne is imported. `python -m storyteller.web -b HOST -p PORT …` takes Daphne's options."""

import asyncio
import sys

import uvloop


def main() -> None:
    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    from daphne.cli import CommandLineInterface

    CommandLineInterface().run([*sys.argv[1:], "storyteller.asgi:application"])


if __name__ == "__main__":
    main()
