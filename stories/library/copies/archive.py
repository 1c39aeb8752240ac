"""All that a family has, as one zip file."""

import zipfile
from datetime import datetime

from django.template.loader import render_to_string
from django.utils import timezone, translation

from stories.library.copies import rows
from stories.library.copies.book import file_name
from stories.library.copies.html import as_html
from stories.library.copies.text import as_text
from stories.models import Story
from stories.reading import label

LANGUAGES = ("zh-hans", "en")


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
        name = f"{self.stories:03d} {file_name(story)}"
        copies = {"txt": as_text(story), "html": as_html(story), "json": rows.of_story(story)}
        return b"".join(self._write(f"{name}.{kind}", words, story.created, label.metadata(story)) for kind, words in copies.items())

    def add_family(self, visitor: str) -> bytes:
        """Those who listen, and what the series remember."""
        now = timezone.now()
        files = {"children.json": rows.of_children(visitor), "series.json": rows.of_series(visitor)}
        return b"".join(self._write(name, words, now) for name, words in files.items())

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


def readme() -> str:
    """In both languages, whichever is switched on."""
    words = []
    for language in LANGUAGES:
        with translation.override(language):
            words.append(render_to_string("family/readme.txt"))
    return "\n\n".join(words)
