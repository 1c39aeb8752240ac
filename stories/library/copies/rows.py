"""The same for programs: all that was chosen and said, as JSON."""

import json
from typing import Any

from stories.library import parts
from stories.models import Child, Feedback, Series, Share, Story, Thread
from stories.reading import label
from stories.reading.names import named, put_in
from stories.telling.prompts.prompt import together


def of_story(story: Story) -> str:
    return _json(_fields(story))


def of_children(visitor: str) -> str:
    rows = Child.objects.of_visitor(visitor)
    fields = ("nickname", "age", "likes", "avoids")
    return _json([{"id": child.pk, **{field: getattr(child, field) for field in fields}} for child in rows])


def of_series(visitor: str) -> str:
    rows = Series.objects.filter(visitor=visitor).prefetch_related("threads", "chapters")
    return _json([_series(series) for series in rows])


def _series(series: Series) -> dict[str, Any]:
    chapters = sorted(series.chapters.all(), key=lambda story: (story.chapter, story.created))
    names = {point: name for story in chapters for point, name in story.names.items()}
    threads = [_thread(thread, names) for thread in series.threads.all()]
    told = [{"chapter": story.chapter, "story": str(story.pk)} for story in chapters]
    return {"id": str(series.pk), "begun": series.created.isoformat(), "chapters": told, "threads": threads}


def _thread(thread: Thread, names: dict[str, str]) -> dict[str, Any]:
    fields = {field: getattr(thread, field) for field in ("kind", "chapter", "told_in", "dropped")}
    return {**fields, "words": put_in(thread.words, names)}


def _fields(story: Story) -> dict[str, Any]:
    words = named(story)
    return {
        "id": str(story.pk),
        "title": words["title"],
        "label": label.in_its_language(story),
        "AIGC": json.loads(label.metadata(story)),
        "choice": _choice(story, words),
        "names": {"child": together([*story.children_named.values()], story.language), "hero": story.names.get(Story.HERO, "")},
        "asked": story.created.isoformat(),
        "ended": story.ended.isoformat() if story.ended else None,
        "removed": story.removed.isoformat() if story.removed else None,
        "state": story.state,
        "ending": story.ending,
        **_place(story),
        **{field: getattr(story, field) for field in ("offered", "favourite")},
        "left_out": [verdict.reason for verdict in story.verdicts.all()],
        "feedback": _feedback(story),
        "shares": [_share(share) for share in story.shares.all()],
        "text": put_in(parts.whole_text(story), story.names),
    }


def _place(story: Story) -> dict[str, Any]:
    """Among the other stories of the family."""
    return {
        "parent": str(story.parent_id) if story.parent_id else None,
        "kin": story.kin,
        "series": str(story.series_id) if story.series_id else None,
        "chapter": story.chapter,
        "answers": [put_in(part.answer, part.names) for part in story.parts if part.answer],
        "listeners": [child.pk for child in story.listeners.all()],
    }


def _feedback(story: Story) -> dict[str, Any] | None:
    said = Feedback.objects.filter(story=story).first()
    return {"face": said.face, "reason": said.reason, "words": put_in(said.words, story.names)} if said else None


def _share(share: Share) -> dict[str, Any]:
    return {"created": share.created.isoformat(), "until": share.until.isoformat(), "with_names": share.with_names}


def _choice(story: Story, words: dict[str, str]) -> dict[str, str]:
    entries = {part: getattr(story, part) for part in ("hero", "companion")}
    picked = {part: entry.in_language("name", story.language) if entry else "" for part, entry in entries.items()}
    said = {part: words[f"{part}_words"] for part in ("dynasty", "power", "tone")}
    return {**said, **picked, "language": story.language, "length": story.length, "age": story.age}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
