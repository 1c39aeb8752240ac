"""EPUB 3: a zip of pages, with a list of them. A series is one book, a chapter a page."""

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.utils import timezone

from stories.library.copies.book import book, language_of
from stories.models import Story

_CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
  <rootfiles><rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_epub(stories: Sequence[Story], with_pinyin: bool = False, book_id: UUID | None = None) -> bytes:
    """The chapters of one book, of which the first says its name, its language and its cover."""
    first = stories[0]
    with language_of(first):
        chapters = [{**book(story, with_pinyin), "file": f"{number}.xhtml"} for number, story in enumerate(stories, 1)]
        when = max(story.ended or story.created for story in stories)
        told = {**chapters[0], "chapters": chapters, "id": book_id or first.pk, "modified": when.astimezone(UTC)}
        return _zipped(_files(told), timezone.localtime(when))


def _files(told: dict[str, Any]) -> dict[str, str]:
    pages = {"package.opf": "package.opf", "nav.xhtml": "nav.html", "cover.xhtml": "cover.html"}
    files = {f"book/{name}": render_to_string(f"copies/epub/{page}", told) for name, page in pages.items()}
    chapters = {f"book/{one['file']}": render_to_string("copies/epub/chapter.html", one) for one in told["chapters"]}
    style = {"book/book.css": render_to_string("copies/book.css"), "book/cover.svg": told["cover"]}
    return {"META-INF/container.xml": _CONTAINER, **files, **chapters, **style}


def _zipped(files: dict[str, str], when: datetime) -> bytes:
    """A reader knows the book by its first entry, which lies there as it is."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(zipfile.ZipInfo("mimetype", when.timetuple()[:6]), "application/epub+zip", zipfile.ZIP_STORED)
        for name, words in files.items():
            book.writestr(zipfile.ZipInfo(name, when.timetuple()[:6]), _NOT_IN_XML.sub("", words), zipfile.ZIP_DEFLATED)
    return sink.getvalue()
