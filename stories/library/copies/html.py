"""One page that asks nobody for anything: it is read wherever there is a browser, and it is what a PDF is bound from."""

from django.template.loader import render_to_string

from stories.library.copies import fonts
from stories.library.copies.book import book, language_of
from stories.models import Story


def as_html(story: Story, with_pinyin: bool = False) -> str:
    """In the letters of whoever reads it: every system has its own, and ours would make it a hundred times as large."""
    with language_of(story):
        return render_to_string("copies/page.html", book(story, with_pinyin))


def for_paper(story: Story, with_pinyin: bool = False) -> str:
    """With the letters in it, for a machine that may have none."""
    with language_of(story):
        told = book(story, with_pinyin)
        faces = fonts.faces(render_to_string("copies/page.html", told), told["lang"])
        return render_to_string("copies/page.html", {**told, "faces": faces})
