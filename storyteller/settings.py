"""Every setting, one line a key. Works with no key and no environment; nonsense stops the start with a sentence."""

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from storyteller import accounts, home, logs
from storyteller.database import database
from storyteller.environment import (
    amount,
    count,
    environment,
    is_address,
    is_loopback,
    kept_secret,
    networks,
    one_of,
    port,
    positive,
    read,
    seconds,
    three_counts,
    web_address,
    whole,
)

BASE_DIR = Path(__file__).resolve().parent.parent

# Where things are kept
STORYTELLER_DATA: Path = Path(read(environment.str, "STORYTELLER_DATA", default=str(BASE_DIR / "var"))).resolve()
STORYTELLER_DATA.mkdir(parents=True, exist_ok=True)
DATABASES: dict[str, Any] = {"default": database(f"sqlite:///{STORYTELLER_DATA / 'storyteller.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL_FILE_OF_RUN = STORYTELLER_DATA / "redis.url"  # written by `manage.py run` for its own server
REDIS_URL: str = read(environment.str, "REDIS_URL", default="") or (
    REDIS_URL_FILE_OF_RUN.read_text().strip() if REDIS_URL_FILE_OF_RUN.exists() else "redis://127.0.0.1:6379/0"
)
if not is_address(REDIS_URL, "redis", "rediss"):
    raise ImproperlyConfigured("REDIS_URL makes no sense: it takes redis://host:port/number.")

# Where it listens, and for whom
HOST: str = read(environment.str, "HOST", default="127.0.0.1")
PORT = port("PORT", 8000)
DEBUG: bool = read(environment.bool, "DEBUG", default=False)
SECRET_KEY: str = read(environment.str, "SECRET_KEY", default="") or kept_secret(STORYTELLER_DATA / "secret_key")
ALLOWED_HOSTS: list[str] = [host.strip() for host in read(environment.list, "ALLOWED_HOSTS", default=home.LOOPBACK) if host.strip()]
FAMILY_NAMES = home.FAMILY_NAMES  # endings of names that no stranger finds
AWAY = home.away(ALLOWED_HOSTS)  # public hosts; where there are any, browsers come over HTTPS only
vars().update(home.over_https_only(bool(AWAY)))
ALLOWED_HOSTS += [host for host in home.LOOPBACK if AWAY and host not in ALLOWED_HOSTS]  # for probes on this machine
TRUSTED_PROXIES = networks("TRUSTED_PROXIES")  # whose word on a visitor's address and scheme counts
CSRF_TRUSTED_ORIGINS: list[str] = read(environment.list, "CSRF_TRUSTED_ORIGINS", default=[])
EMAIL_BACKEND = LETTERS_STAY_HERE = accounts.LETTERS_STAY_HERE
if read(environment.str, "EMAIL_URL", default=""):
    vars().update(read(environment.dj_email_url, "EMAIL_URL"))

# Who tells
OPENAI_API_KEY: str = read(environment.str, "OPENAI_API_KEY", default="")
OPENAI_BASE_URL = web_address("OPENAI_BASE_URL")
STORYTELLER_MODEL: str = read(environment.str, "STORYTELLER_MODEL", default="gpt-5-mini")
STORYTELLER_FALLBACK_API_KEY: str = read(environment.str, "STORYTELLER_FALLBACK_API_KEY", default="")
STORYTELLER_FALLBACK_BASE_URL = web_address("STORYTELLER_FALLBACK_BASE_URL")
STORYTELLER_FALLBACK_MODEL: str = read(environment.str, "STORYTELLER_FALLBACK_MODEL", default="") or STORYTELLER_MODEL
STORYTELLER_GATE = one_of("STORYTELLER_GATE", ("on", "pass"))
STORYTELLER_PACE = positive("STORYTELLER_PACE", 30)
STORYTELLER_MODERATION = one_of("STORYTELLER_MODERATION", ("auto", "required", "local"))
STORYTELLER_MODERATION_MODEL: str = read(environment.str, "STORYTELLER_MODERATION_MODEL", default="omni-moderation-latest")
STORYTELLER_GUARD_BASE_URL = web_address("STORYTELLER_GUARD_BASE_URL")  # a guard model of our own, OpenAI-compatible
STORYTELLER_GUARD_MODEL: str = read(environment.str, "STORYTELLER_GUARD_MODEL", default="llama-guard3:1b")
STORYTELLER_OWN_HEROES: bool = read(environment.bool, "STORYTELLER_OWN_HEROES", default=False)  # a parent may type a hero's name
STORYTELLER_KEEP_DAYS = count("STORYTELLER_KEEP_DAYS", 365, most=36_500)  # then a story is deleted
STORYTELLER_CONTACT: str = read(environment.str, "STORYTELLER_CONTACT", default="")  # who keeps this house, said to parents
STORYTELLER_DAILY_MONEY = amount("STORYTELLER_DAILY_MONEY", 5)  # of a site, in the currency of the prices; 0: nothing is paid for
STORYTELLER_DAILY_STORIES = three_counts("STORYTELLER_DAILY_STORIES", (100, 150, 5000))  # of a visitor, an account, the site
STORYTELLER_DAILY_NETWORK = whole("STORYTELLER_DAILY_NETWORK")  # stories of a network; else half of the site's
if STORYTELLER_GATE == "pass" and not is_loopback(OPENAI_BASE_URL):
    raise ImproperlyConfigured("STORYTELLER_GATE makes no sense: pass is for measuring and needs OPENAI_BASE_URL on this machine.")

# How a story is told
STORYTELLER_QUEUE = count("STORYTELLER_QUEUE", 500)  # stories that may wait at once; one more is asked to come again
TELLING_CAPACITY = count("STORYTELLER_CAPACITY", 500)  # stories at once in one worker process
TELLING_LEASE = 8.0  # seconds a worker may be silent before its stories are taken from it
TELLING_HEARTBEAT = 2.0
TELLING_ATTEMPTS = 3  # how many workers a story may lose before it gets an ending of our own
TELLING_DRAIN = seconds("STORYTELLER_DRAIN", 25)  # seconds a stopping worker goes on
TELLING_LOOKS_AROUND = 2.0  # seconds between a worker's looks for stories whose bell was not heard
TELLING_TRIES = count("STORYTELLER_TRIES", 3)  # times one endpoint is asked
TELLING_FIRST_WORDS = {  # seconds; a model on this machine may have to load first
    endpoint: positive("STORYTELLER_FIRST_WORDS", 60 if is_loopback(address) else 15)
    for endpoint, address in (("main", OPENAI_BASE_URL), ("fallback", STORYTELLER_FALLBACK_BASE_URL))
}
TELLING_MODERATOR = positive("STORYTELLER_MODERATOR", 3)  # seconds a judgement may take; then it is asked for once more
TELLING_STALL = positive("STORYTELLER_STALL", 15)
TELLING_WHOLE = positive("STORYTELLER_WHOLE", 90)  # seconds for all tries together, and 1 more for each 10 tokens asked
TELLING_BACK_OFF = (0.5, 8.0)  # seconds: the first wait at most, and any wait at most
TELLING_RETRY_AFTER = (5.0, 20.0)  # seconds an endpoint may make us wait: where another stands ready, and where none does
SWEEP_EVERY = 1.0
LOG_LIVES = 3600  # seconds a log stays after it was opened; one that goes away under a story is written anew

# Wiring
INSTALLED_APPS = [
    "daphne",
    "servestatic.runserver_nostatic",
    "storyteller.apps.CuratorsConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "channels",
    "csp",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "allauth.account",
    "stories",
]
MIDDLEWARE = [
    "stories.middleware.ClosedByDefault",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "storyteller.files.Files",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "stories.middleware.FamilyMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "storyteller.urls"
ASGI_APPLICATION = "storyteller.asgi.application"
AUTH_USER_MODEL = "stories.Account"
vars().update(accounts.AT_THE_FAMILYS_DOOR)
CACHES = accounts.counted(REDIS_URL)
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT, CELERY_TASK_DEFAULT_QUEUE = True, "stories"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 2, "socket_timeout": 3, "socket_keepalive": True}
CELERY_WORKER_HIJACK_ROOT_LOGGER = CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_POOL = "solo"  # a task only hands a story to the telling loop: see docs/decisions.md

# Language and time
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# What a browser may do
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
SERVESTATIC_USE_FINDERS = True
SERVESTATIC_AUTOREFRESH, SERVESTATIC_ALLOW_ALL_ORIGINS = DEBUG, False
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False
VISITOR_COOKIE_NAME: str = home.cookie("visitor", bool(AWAY))
VISITOR_COOKIE_AGE = home.A_YEAR
vars().update(home.AT_THE_CURATORS_DOOR)

# Logs: one line an event, with the story's id through web, worker and teller
LOGGING = logs.to_the_console()
