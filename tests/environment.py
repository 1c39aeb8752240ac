"""Set up before Django reads its settings: a folder of its own, a real Redis of its own, no endpoint. Loaded with `-p`."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from tests.servers import RedisServer

for name in [name for name in os.environ if name.startswith(("OPENAI_", "STORYTELLER_")) and name != "STORYTELLER_TEST_POSTGRES"]:
    del os.environ[name]
os.environ.pop("PORT", None)

FOLDER = Path(tempfile.mkdtemp(prefix="storyteller-test-"))
os.environ["STORYTELLER_DATA"] = str(FOLDER)
REDIS = RedisServer(FOLDER / "redis")
os.environ["REDIS_URL"] = REDIS.url


@atexit.register
def _leave_nothing_behind() -> None:
    REDIS.stop()
    shutil.rmtree(FOLDER, ignore_errors=True)
