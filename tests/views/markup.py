"""A page as a browser takes it apart."""

import re
from html.parser import HTMLParser

from django.http import HttpResponse

SILENT = {"script", "style", "template"}
VOID = {"input", "meta", "link", "br", "img", "hr"}


class Page(HTMLParser):
    def __init__(self, answer: HttpResponse) -> None:
        super().__init__()
        self.html = answer.content.decode()
        self.values: dict[str, list[str]] = {}  # what each field of the page's forms holds
        self.picked: dict[str, list[str]] = {}  # the radio buttons and options that are on
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.not_ours: list[str] = []  # inline scripts and styles, handlers, addresses of somebody else
        self.words = ""
        self._open: list[str] = []
        self.feed(self.html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        self._note_field(tag, found)
        self.not_ours += [f"{tag} {name}" for name in found if name == "style" or name.startswith("on")]
        self.not_ours += [
            f"{tag} {found[name]}"
            for name in ("src", "href", "action", "data")
            if re.match(r"(\w+:)?//|javascript:|data:", found.get(name) or "")
        ]
        if tag == "style" or (tag == "script" and "src" not in found):
            self.not_ours.append(f"inline {tag}")
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while tag in self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not SILENT & set(self._open):
            self.words += data

    def _note_field(self, tag: str, found: dict[str, str | None]) -> None:
        name, value = found.get("name") or "", found.get("value") or ""
        if tag == "input" and found.get("type") == "radio":
            if "checked" in found:
                self.picked.setdefault(name, []).append(value)
        elif tag == "input":
            self.values.setdefault(name, []).append(value)
        elif tag == "option" and "selected" in found:
            self.picked.setdefault("option", []).append(value)

    def one(self, tag: str) -> dict[str, str | None]:
        (found,) = [attributes for name, attributes in self.tags if name == tag]
        return found
