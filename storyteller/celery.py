import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_ready

from storyteller.quiet import collect_seldom

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storyteller.settings")

app = Celery("storyteller")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_own_logging(**signal: Any) -> None:
    """A receiver here is how Celery is told to leave logging alone."""


@worker_ready.connect
def begin(**signal: Any) -> None:
    collect_seldom()
