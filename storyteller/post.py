"""Letters of a house that has no post: they are read out where it runs, to whoever keeps it."""

import sys
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

EDGE = "-" * 60


class Aloud(BaseEmailBackend):
    """Without the address: these lines are kept with the logs, and no log knows a family by its mail."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for letter in email_messages:
            print(EDGE, letter.subject, "", letter.body, EDGE, sep="\n", file=sys.stdout, flush=True)
        return len(email_messages)
