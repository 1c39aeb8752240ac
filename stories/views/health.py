from channels.db import database_sync_to_async
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from stories import clients
from stories.telling import canary


@require_safe
async def healthz(request: HttpRequest) -> HttpResponse:
    """This process lives."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
async def readyz(request: HttpRequest) -> HttpResponse:
    """Database, Redis and a worker that finished a canary task within 30 s."""
    parts = {"database": await _database(), **await _redis_and_worker()}
    answer = JsonResponse(parts, status=200 if all(parts.values()) else 503)
    answer._has_been_logged = True  # type: ignore[attr-defined]  # Django would log each 503 as an error, and whoever asks sees it anyway
    return answer


async def _database() -> bool:
    try:
        await database_sync_to_async(_ask_database)()
    except Error:
        return False
    return True


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


async def _redis_and_worker() -> dict[str, bool]:
    try:
        async with clients.patience():
            await clients.redis().ping()
        return {"redis": True, "worker": await canary.was_heard()}
    except (RedisError, OSError):
        return {"redis": False, "worker": False}
