from argparse import ArgumentParser
from io import StringIO
from typing import Any

import segno
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from stories.models import Account


class Command(BaseCommand):
    help = (
        "Give a curator a second factor, in place of any earlier one: scan the code with an authenticator app. Example: manage.py totp mei"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        address = _new_factor(_account(options["username"])).config_url
        picture = StringIO()
        segno.make(address, micro=False).terminal(picture, compact=True)
        self.stdout.write(f"{address}\n{picture.getvalue()}")


def _account(username: str) -> Account:
    try:
        return Account.objects.get_by_natural_key(username)
    except Account.DoesNotExist:
        raise CommandError(f"There is no account {username}. Make one with: manage.py createsuperuser") from None


@transaction.atomic
def _new_factor(account: Account) -> TOTPDevice:
    TOTPDevice.objects.filter(user=account).delete()
    return TOTPDevice.objects.create(user=account, name="phone")
