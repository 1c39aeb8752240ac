"""Start-up checks with a hint of what to do. `settings.AWAY` names the public hosts of a house; at home there are none."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from stories.telling.gate.moderators import possible

LETTERS, OF_A_KIND = 50, 5  # what Django's own check asks of a secret
NEW_SECRET = 'Unset SECRET_KEY, and the house makes one; or: python -c "import secrets; print(secrets.token_urlsafe(50))"'


@register(Tags.security)
def debug_stays_at_home(app_configs: Any, **options: Any) -> list[CheckMessage]:
    if not (settings.DEBUG and settings.AWAY):
        return []
    hint = "Unset DEBUG, or take the host out of ALLOWED_HOSTS."
    return [Error(f"DEBUG is on while ALLOWED_HOSTS lets in {', '.join(sorted(settings.AWAY))}.", hint=hint, id="stories.E001")]


@register(Tags.security)
def hosts_are_named(app_configs: Any, **options: Any) -> list[CheckMessage]:
    if "*" not in settings.ALLOWED_HOSTS:
        return []
    return [Error("ALLOWED_HOSTS lets in every host.", hint="Name the hosts: ALLOWED_HOSTS=stories.example.org", id="stories.E002")]


@register(Tags.security)
def the_required_moderator_is_named(app_configs: Any, **options: Any) -> list[CheckMessage]:
    if settings.STORYTELLER_MODERATION != "required" or possible():
        return []
    hint = "Set OPENAI_API_KEY or OPENAI_BASE_URL to an endpoint with /moderations, or STORYTELLER_GUARD_BASE_URL to a guard model."
    return [Error("STORYTELLER_MODERATION is required, and there is nobody to moderate.", hint=hint, id="stories.E004")]


@register(Tags.security)
def secret_is_one(app_configs: Any, **options: Any) -> list[CheckMessage]:
    key = settings.SECRET_KEY
    is_weak = len(key) < LETTERS or len(set(key)) < OF_A_KIND or key.startswith("django-insecure-")
    if not (settings.AWAY and is_weak):
        return []
    return [Error(f"SECRET_KEY can be guessed: it takes {LETTERS} letters drawn by chance.", hint=NEW_SECRET, id="stories.E003")]


@register(Tags.security, deploy=True)
def somebody_brings_https(app_configs: Any, **options: Any) -> list[CheckMessage]:
    if settings.TRUSTED_PROXIES or not settings.AWAY:
        return []
    hint = "Name the proxy that speaks HTTPS for this house, and passes on X-Forwarded-For and X-Forwarded-Proto: TRUSTED_PROXIES=127.0.0.1"
    return [Warning("Away from home every page is HTTPS, and no proxy is trusted to say that it is.", hint=hint, id="stories.W001")]
