"""A small task that proves a worker: rung by the sweeper, sung on the telling loop, looked for by `readyz`."""

from stories import clients

KEY = "storyteller:canary"
FRESH = 30  # seconds a mark counts


async def sing() -> None:
    async with clients.patience():
        await clients.redis().set(KEY, "1", ex=FRESH)


async def was_heard() -> bool:
    """Whether a worker finished a canary task within the last 30 s. Raises RedisError or OSError."""
    async with clients.patience():
        return bool(await clients.redis().exists(KEY))
