"""What stands below a story about the chapter after it."""

from typing import Any

from stories.library import series
from stories.models import Story, Tone
from stories.reading.script import as_written, shown


def after_tonight(story: Story, page_language: str) -> dict[str, Any]:
    after = series.next_of(story)
    return {
        "next_chapter": after,
        "next_title": shown(after.title, after.names) if after else "",
        "may_go_on": series.may_go_on(story),
        "other_tones": [] if after else _tones(story, page_language),
    }


def _tones(story: Story, language: str) -> list[dict[str, str]]:
    tones = Tone.objects.on().exclude(pk=story.tone_id)
    return [{"slug": tone.slug, "name": as_written(tone.in_language("name", language))} for tone in tones]
