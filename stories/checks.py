"""Start-up checks with a hint of what to do."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from stories.telling.gate.moderators import possible

LAPTOP = {"127.0.0.1", "localhost", "[::1]", "::1", "testserver"}


@register(Tags.security)
def debug_stays_at_home(app_configs: Any, **options: Any) -> list[CheckMessage]:
    abroad = sorted(set(settings.ALLOWED_HOSTS) - LAPTOP)
    if not (settings.DEBUG and abroad):
        return []
    hint = "Unset DEBUG, or take the host out of ALLOWED_HOSTS."
    return [Error(f"DEBUG is on while ALLOWED_HOSTS lets in {', '.join(abroad)}.", hint=hint, id="stories.E001")]


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
    return [Error("STORYTELLER_MODERATION is required, and there is nobody to moderate.", hint=hint, id="stories.E003")]
