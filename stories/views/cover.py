from hashlib import sha256
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from stories.models import Story
from stories.reading import cover as covers
from stories.views.read import mine


@require_safe
@cache_control(private=True, no_cache=True)
async def cover(request: HttpRequest, story_id: UUID) -> HttpResponse:
    return picture(request, await mine(request, story_id))


def picture(request: HttpRequest, story: Story) -> HttpResponse:
    """It changes once, when the story's monster is drawn; a browser asks, and mostly hears that it has it already."""
    drawn = covers.cover(story).encode()
    etag = quote_etag(sha256(drawn).hexdigest()[:24])
    answer = HttpResponse(drawn, content_type="image/svg+xml", headers={"ETag": etag, "X-Robots-Tag": "noindex"})
    return get_conditional_response(request, etag=etag, response=answer) or answer
