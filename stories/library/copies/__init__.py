"""A family's stories as files of its own: to be read anywhere, without this house."""

from stories.library.copies.archive import Archive
from stories.library.copies.book import file_name
from stories.library.copies.epub import as_epub
from stories.library.copies.html import as_html
from stories.library.copies.text import as_text

__all__ = ["Archive", "as_epub", "as_html", "as_text", "file_name"]
