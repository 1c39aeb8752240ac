"""A family's stories as files of its own: to be read anywhere, without this house."""

import json
import re
import zipfile
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from stories.library import feedback
from stories.models import Story
from stories.reading import label
from stories.reading.names import named, put_in
from stories.telling.prompts.prompt import together

LANGUAGES = ("zh-hans", "en")
_NOT_IN_A_FILE_NAME = re.compile(r'[\\/:*?"<>|\s\x00-\x1f.]+')


class Archive:
    """A zip file that is given away while it is written. Each call gives the bytes that came to it."""

    def __init__(self) -> None:
        self.sink = _Sink()
        self.zip = zipfile.ZipFile(self.sink, "w", zipfile.ZIP_DEFLATED)  # type: ignore[call-overload]
        self.stories = 0

    def begin(self) -> bytes:
        return self._write("README.txt", readme(), timezone.now())

    def add(self, story: Story) -> bytes:
        self.stories += 1
        name = f"{self.stories:03d} {_file_name(named(story)['title'])}"
        copies = {"txt": as_text(story), "json": as_json(story)}
        return b"".join(self._write(f"{name}.{kind}", words, story.created, label.metadata(story)) for kind, words in copies.items())

    def end(self) -> bytes:
        self.zip.close()
        return self.sink.taken()

    def _write(self, name: str, words: str, when: datetime, mark: str = "") -> bytes:
        """`mark`: plain text has no place for metadata, so the archive has it beside each file."""
        entry = zipfile.ZipInfo(name, timezone.localtime(when).timetuple()[:6])
        entry.compress_type, entry.comment = zipfile.ZIP_DEFLATED, mark.encode()
        self.zip.writestr(entry, words)
        return self.sink.taken()


class _Sink:
    """A file that cannot be gone back in, as zipfile needs it."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self.pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        pass

    def taken(self) -> bytes:
        pieces, self.pieces = self.pieces, []
        return b"".join(pieces)


def as_text(story: Story) -> str:
    """In the story's own language: title, choice, label, text."""
    words, day = named(story), timezone.localdate(story.created)
    choice = " · ".join(words[f"{part}_words"] for part in ("dynasty", "power", "tone"))
    return f"{words['title']}\n{choice}\n{day:%Y-%m-%d}\n{label.in_its_language(story)}\n\n{put_in(story.text, story.names).strip()}\n"


def as_json(story: Story) -> str:
    return json.dumps(_fields(story), ensure_ascii=False, indent=2) + "\n"


def readme() -> str:
    """In both languages, whichever is switched on."""
    words = []
    for language in LANGUAGES:
        with translation.override(language):
            words.append(render_to_string("family/readme.txt"))
    return "\n\n".join(words)


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
        "state": story.state,
        "ending": story.ending,
        "offered": story.offered,
        "feedback": feedback.taken_along(story),
        "left_out": [verdict.reason for verdict in story.verdicts.all()],
        "text": put_in(story.text, story.names),
    }


def _choice(story: Story, words: dict[str, str]) -> dict[str, str]:
    entries = {part: getattr(story, part) for part in ("hero", "companion")}
    picked = {part: entry.in_language("name", story.language) if entry else "" for part, entry in entries.items()}
    said = {part: words[f"{part}_words"] for part in ("dynasty", "power", "tone")}
    return {**said, **picked, "language": story.language, "length": story.length, "age": story.age}


def _file_name(title: str) -> str:
    return _NOT_IN_A_FILE_NAME.sub(" ", title).strip()[:60] or _("A story")
