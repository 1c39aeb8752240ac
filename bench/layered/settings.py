import os

from storyteller.settings import *  # noqa: F403
from storyteller.settings import INSTALLED_APPS, LOGGING, REDIS_URL

INSTALLED_APPS = [*INSTALLED_APPS, "bench.layered"]
# Capacity and all else as by default, but for one: channels-redis waits 5 s for a message, and redis-py from version 8 on gives up
# after 5 s itself, so that a reader who hears nothing for so long would be thrown out.
HOST_OF_LAYER = {"address": REDIS_URL, "socket_timeout": None}
LAYERS = {"queue": "channels_redis.core.RedisChannelLayer", "pubsub": "channels_redis.pubsub.RedisPubSubChannelLayer"}
CHANNEL_LAYERS = {"default": {"BACKEND": LAYERS[os.environ.get("BENCH_LAYER", "queue")], "CONFIG": {"hosts": [HOST_OF_LAYER]}}}
# A line for each lost message would cost more than the message.
LOGGING = {**LOGGING, "loggers": {**LOGGING["loggers"], "channels_redis": {"level": "WARNING"}}}
