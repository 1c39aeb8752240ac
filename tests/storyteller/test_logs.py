"""No secret of the house stands in a line of its logs, whatever brought it there."""

import subprocess
import sys
from urllib.parse import quote

from tests.house import ROOT
from tests.web import at_home

KEYS = {
    "OPENAI_API_KEY": "sk-main-0123456789abcdef",
    "STORYTELLER_FALLBACK_API_KEY": "sk-second-fedcba9876543210",
    "SECRET_KEY": "a-long-'quoted'-secret-of-this-house-and-of-no-other-one",
    "REDIS": "p@ss/word of redis",
    "DATABASE": "p@ss:word of postgres",
    "EMAIL": "p@ss:word of the post",
    "GUARD": "password-of-the-guard",
}
ENVIRONMENT = {
    **{name: value for name, value in KEYS.items() if "_" in name},
    "REDIS_URL": f"redis://:{quote(KEYS['REDIS'], safe='')}@127.0.0.1:6379/0",
    "EMAIL_URL": f"smtp://teller:{quote(KEYS['EMAIL'], safe='')}@127.0.0.1:25",
    "STORYTELLER_GUARD_BASE_URL": f"http://guard:{KEYS['GUARD']}@127.0.0.1:9/v1",
    "DATABASE_URL": f"postgres://teller:{quote(KEYS['DATABASE'], safe='')}@127.0.0.1:5432/house",
}
SAYS = """
import logging, os, structlog
from urllib.parse import unquote, urlsplit
from django.conf import settings
log = logging.getLogger("stories.test")
told = [settings.OPENAI_API_KEY, settings.STORYTELLER_FALLBACK_API_KEY, settings.SECRET_KEY, settings.REDIS_URL, os.environ["DATABASE_URL"],
        settings.DATABASES["default"]["PASSWORD"], unquote(urlsplit(settings.REDIS_URL).password),
        settings.EMAIL_HOST_PASSWORD, settings.STORYTELLER_GUARD_BASE_URL]
for words in told:
    log.warning("the event has %s in it", words)
    log.warning("in a field", extra={"field": words, "deep": {"list": [words]}})
    structlog.contextvars.bind_contextvars(bound=words)
    try:
        raise RuntimeError(f"Authorization: Bearer {words}") from ValueError({"headers": words})
    except RuntimeError:
        log.exception("a traceback")
structlog.contextvars.clear_contextvars()
for words in ["mei.li+home@stories.example.org", "美@例子.中国"]:
    log.warning("a letter to %s", words, extra={"to": [words]})
    try:
        raise ValueError({words: (550, "unknown")})
    except ValueError:
        log.exception("refused")
log.warning("the end of the lines")
"""


def test_no_secret_stands_in_any_line():
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", SAYS]
    said = subprocess.run(command, cwd=ROOT, env=at_home(**ENVIRONMENT), capture_output=True, text=True, timeout=60)
    lines = said.stdout + said.stderr
    assert said.returncode == 0 and "the end of the lines" in lines, lines
    assert lines.count("•••") >= 42 and lines.count("RuntimeError") >= 6
    assert "mei.li" not in lines and "例子" not in lines and lines.count("•••@•••") >= 6
    for secret in KEYS.values():
        assert secret not in lines and quote(secret, safe="") not in lines and repr(secret)[1:-1] not in lines


def test_a_line_without_a_secret_stays_as_it_is():
    says = "import logging; logging.getLogger('stories').warning('story=1 finished, 漢字 and all at redis://:x@127.0.0.1:6379/0')"
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", says]
    said = subprocess.run(command, cwd=ROOT, env=at_home(SECRET_KEY="abc"), capture_output=True, text=True, timeout=60)
    assert "story=1 finished, 漢字 and all at redis://:x@127.0.0.1:6379/0" in said.stderr and "•••" not in said.stderr
