"""Celery is a doorbell: a task says that there is work and is done. The row owns the work."""

from typing import Any
from uuid import UUID

from celery import shared_task
from celery.signals import worker_ready, worker_shutdown
from django.conf import settings

from stories.telling.loop import telling_loop


@shared_task
def tell_story(story_id: str) -> None:
    telling_loop().put(UUID(story_id))


@shared_task
def sing() -> None:
    telling_loop().sing()


@worker_ready.connect
def listen(**signal: Any) -> None:
    telling_loop()


@worker_shutdown.connect
def finish_or_hand_over(**signal: Any) -> None:
    telling_loop().drain(settings.TELLING_DRAIN)
