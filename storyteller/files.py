"""Static files, served small: each that shrinks has a gzipped copy in the data folder, made when the web server starts.

Scripts and style sheets are written for people; what only people read (comments, indents) is left out of the copy.
"""

import gzip
import hashlib
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from wsgiref.headers import Headers

from django.conf import settings
from rcssmin import cssmin
from rjsmin import jsmin
from servestatic.middleware import ServeStaticMiddleware
from servestatic.responders import MissingFileError, StaticFile

SHRINK = {".css", ".js", ".svg", ".json", ".webmanifest", ".txt"}
BARE: dict[str, Callable[[str], str]] = {".css": cssmin, ".js": jsmin}
WORTH_WHILE = 0.9  # of its size, at most
NAMED_AFTER_WHAT_IT_HOLDS = re.compile(r"\.[0-9a-f]{12}\.woff2$")


class Files(ServeStaticMiddleware):
    def get_static_file(self, path: str, url: str, stat_cache: Mapping[str, os.stat_result] | None = None) -> StaticFile:
        headers = Headers([])
        self.add_mime_headers(headers, path, url)
        self.add_cache_headers(headers, path, url)
        return StaticFile(path, headers.items(), encodings=_smaller(Path(path)))

    def immutable_file_test(self, path: str, url: str) -> bool:
        return bool(NAMED_AFTER_WHAT_IT_HOLDS.search(url))


def _smaller(path: Path) -> dict[str, str]:
    """The copy, named after the file and its state, so that none is ever out of date. Raises MissingFileError."""
    if path.suffix not in SHRINK:
        return {}
    try:
        found = path.stat()
    except OSError as nothing:
        raise MissingFileError(str(path)) from nothing
    name = hashlib.sha256(f"{path} {found.st_mtime_ns} {found.st_size}".encode()).hexdigest()[:32]
    copy = settings.STORYTELLER_DATA / "smaller" / f"{name}.gz"
    if not copy.exists():
        _write(copy, small(path))
    return {"gzip": str(copy)} if copy.stat().st_size < WORTH_WHILE * found.st_size else {}


def small(path: Path) -> bytes:
    """The file as it goes over the wire, gzipped."""
    read = path.read_bytes()
    bare = BARE[path.suffix](read.decode()).encode() if path.suffix in BARE else read
    return gzip.compress(bare, mtime=0)


def _write(copy: Path, content: bytes) -> None:
    """Several processes may start at once, and none may serve half a file."""
    copy.parent.mkdir(exist_ok=True)
    half = copy.with_suffix(f".{os.getpid()}")
    half.write_bytes(content)
    half.replace(copy)
