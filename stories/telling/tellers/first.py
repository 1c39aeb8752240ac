"""The first tellers: the built-in one, and one for each endpoint that the environment names."""

from django.conf import settings

from stories.models import Teller


def add_missing() -> int:
    """How many were added. An endpoint's row has no model of its own, so the environment decides until a curator does."""
    wanted = [Teller(name="说书人 · built-in", endpoint=Teller.Endpoint.BUILTIN, order=50)]
    if settings.OPENAI_API_KEY or settings.OPENAI_BASE_URL:
        wanted.append(Teller(name="OPENAI_BASE_URL", endpoint=Teller.Endpoint.MAIN, order=10))
    if settings.STORYTELLER_FALLBACK_BASE_URL or settings.STORYTELLER_FALLBACK_API_KEY:
        wanted.append(Teller(name="STORYTELLER_FALLBACK_BASE_URL", endpoint=Teller.Endpoint.FALLBACK, order=90))
    there = set(Teller.objects.values_list("endpoint", flat=True))
    return len(Teller.objects.bulk_create([row for row in wanted if row.endpoint not in there]))
