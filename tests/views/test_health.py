from contextlib import contextmanager

import pytest
from asgiref.sync import async_to_sync
from django.db import OperationalError, connection
from django.test import Client

from stories import access
from stories.telling import canary
from storyteller.redis_server import free_port


@contextmanager
def database_away():
    def refuse(*asked):
        raise OperationalError("the database is away")

    with connection.execute_wrapper(refuse):
        yield


def readyz():
    answer = Client().get("/readyz")
    return answer.status_code, answer.json()


def test_a_process_that_lives_says_so():
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, b"ok\n", "text/plain")


@pytest.mark.django_db(transaction=True)
def test_a_process_lives_though_database_and_redis_are_away(settings):
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    with database_away():
        assert Client().get("/healthz").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_the_house_is_ready_once_a_worker_has_sung(redis):
    assert readyz() == (503, {"database": True, "redis": True, "worker": False})
    async_to_sync(canary.sing)()
    assert readyz() == (200, {"database": True, "redis": True, "worker": True})


@pytest.mark.django_db(transaction=True)
def test_a_song_is_forgotten_after_thirty_seconds(redis):
    async_to_sync(canary.sing)()
    assert 28 <= redis.ttl(canary.KEY) <= 30


@pytest.mark.django_db(transaction=True)
def test_without_redis_the_house_is_not_ready(settings):
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    assert readyz() == (503, {"database": True, "redis": False, "worker": False})


@pytest.mark.django_db(transaction=True)
def test_without_its_database_the_house_is_not_ready(redis):
    async_to_sync(canary.sing)()
    with database_away():
        assert readyz() == (503, {"database": False, "redis": True, "worker": True})


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_whoever_asks_gets_the_same_answer_and_no_cookie(redis, alice, charlie, address):
    answers = [browser.get(address, question) for browser in (alice.browser, charlie.browser, Client()) for question in ({}, {"x": "<b>"})]
    assert len({(answer.status_code, answer.content) for answer in answers}) == 1
    assert not any(access.COOKIE in answer.cookies for answer in answers)


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
@pytest.mark.parametrize("verb", ["post", "put", "patch", "delete"])
def test_health_is_only_looked_at(address, verb):
    assert getattr(Client(), verb)(address).status_code == 405
