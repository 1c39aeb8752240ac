"""Caps hold while fifty want the last of a day at once: stories and money, on SQLite and on PostgreSQL, each in a database of its own.
`python -m tests.proofs.caps [--tries 10000]`
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from decimal import Decimal

from tests.servers import PostgresServer, find_postgres

STORIES, MONEY, PRICE = (12, 25, 300), Decimal("1.00000007"), Decimal("0.7")
TOKENS = 10_000  # 0.007 an asking


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--tries", type=int, default=10_000)
    asked.add_argument("--here", action="store_true", help="in the database that DATABASE_URL names, which must be empty")
    words = asked.parse_args()
    if words.here:
        return _prove_here(words.tries)
    with tempfile.TemporaryDirectory(prefix="storyteller-caps-") as folder:
        status = _in_a_process(words.tries, folder, f"sqlite:///{folder}/caps.sqlite3")
    if find_postgres() is None:
        print("Not run: PostgreSQL, which cannot be had on this machine.")
        return status or (1 if os.environ.get("CI") == "true" else 0)
    server = PostgresServer()
    try:
        with tempfile.TemporaryDirectory(prefix="storyteller-caps-") as folder:
            return _in_a_process(words.tries, folder, server.url) or status
    finally:
        server.stop()


def _in_a_process(tries: int, folder: str, address: str) -> int:
    own = {"DATABASE_URL": address, "STORYTELLER_DATA": folder, "STORYTELLER_DAILY_MONEY": str(MONEY), "STORYTELLER_DAILY_NETWORK": "90"}
    own |= {"STORYTELLER_DAILY_STORIES": ",".join(map(str, STORIES)), "DJANGO_SETTINGS_MODULE": "storyteller.settings"}
    command = [sys.executable, "-m", "tests.proofs.caps", "--here", "--tries", str(tries)]
    return subprocess.run(command, env={**os.environ, **own}).returncode


def _prove_here(tries: int) -> int:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    proven = True
    for what in (_stories, _money):
        row = {"database": connection.vendor, **what(tries)}
        proven = proven and row["proven"]
        print(json.dumps(row, default=str), flush=True)
    return 0 if proven else 1


def _stories(tries: int) -> dict[str, object]:
    from stories.models import Allowance
    from tests.spending.race import THREADS, ask_for_a_story, run

    ran = run(tries, ask_for_a_story)
    rows = list(Allowance.objects.values_list("scope", "stories"))
    most = {scope: max(had for of, had in rows if of == scope) for scope in Allowance.Scope.values}
    caps = dict(zip(("visitor", "account", "network", "site"), (*STORIES[:2], 90, STORIES[2]), strict=True))
    proven = all(most[scope] <= cap for scope, cap in caps.items()) and most["site"] == ran.granted["site"] == STORIES[2]
    figures = {"tries": ran.tries, "threads": THREADS, "granted": ran.granted["site"], "caps": caps, "most": most}
    return {"what": "stories", **figures, "seconds": round(ran.seconds, 1), "proven": proven}


def _money(tries: int) -> dict[str, object]:
    from stories.models import Allowance, Charge, Story, Teller
    from stories.spending import money
    from tests.spending.race import THREADS, ask_a_paid_teller, run

    teller = Teller.objects.create(name="paid", endpoint="main", price_in=0, price_out=PRICE)
    stories = [Story.objects.create(visitor=name, request_key=name, title=name, seed=name) for name in ("alice", "bob", "charlie")]
    ran = run(tries, ask_a_paid_teller(stories, teller, TOKENS))
    while any([money.reserve(story, teller, 0, TOKENS) for story in stories]):
        pass  # somebody may have settled behind the last try
    spent = sum(charge.reserved if charge.settled is None else charge.settled for charge in Charge.objects.all())
    rows = list(Allowance.objects.exclude(money=0).values_list("scope", "money"))
    most = {scope: max(had for of, had in rows if of == scope) for scope in ("visitor", "site")}
    room = MONEY - most["site"]
    proven = most["site"] == spent and 0 <= room < PRICE * TOKENS / 10**6 and most["visitor"] <= MONEY / 2
    figures = {"tries": ran.tries, "threads": THREADS, "granted": ran.granted["site"], "cap": MONEY, "sum": spent, "most": most}
    return {"what": "money", **figures, "seconds": round(ran.seconds, 1), "proven": proven}


if __name__ == "__main__":
    sys.exit(main())
