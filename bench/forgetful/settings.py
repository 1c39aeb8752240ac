from storyteller.settings import *  # noqa: F403
from storyteller.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "bench.forgetful"]
