"""Each book passes epubcheck: the port that needs no Java, and the original where this machine has it."""

import io
import json
import shutil
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.utils import translation

from stories.library.copies import as_epub
from stories.models import Story
from tests.chromium import need
from tests.house import ROOT
from tests.library.copies.conftest import ODD

pytestmark = pytest.mark.django_db
CHECKER = ROOT / "tests/epubcheck"
XHTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(scope="module")
def checker() -> Path:
    need(shutil.which("npm"), "npm")
    if not (CHECKER / "node_modules").exists():
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--silent"], cwd=CHECKER, check=True)
    return CHECKER / "node_modules/.bin/epubcheck-ts"


def checked(checker: Path, folder: Path, made: bytes) -> list[str]:
    book = folder / "book.epub"
    book.write_bytes(made)
    subprocess.run([checker, book, "--json", folder / "said.json", "--quiet"], capture_output=True)
    said = json.loads((folder / "said.json").read_text())
    return [str(one) for one in said["messages"] if one["severity"].lower() not in ("info", "usage")]


@pytest.mark.parametrize("page", ["zh-hans", "zh-hant", "en"])
@pytest.mark.parametrize("with_pinyin", [True, False])
def test_a_book_passes_epubcheck(checker, tmp_path, told, in_english, page, with_pinyin):
    with translation.override(page):
        books = [as_epub([story], with_pinyin) for story in (told(), in_english(), told(hero=None, text=""))]
    assert [checked(checker, tmp_path, made) for made in books] == [[], [], []]


def test_a_series_is_one_book(checker, tmp_path, told):
    chapters = [told(title=f"第{number}回", text=f"这是{number}。") for number in "一二三"]
    made = as_epub(chapters)
    assert checked(checker, tmp_path, made) == []
    pages = zipfile.ZipFile(io.BytesIO(made))
    assert [f"这是{number}。" in pages.read(f"book/{place}.xhtml").decode() for place, number in enumerate("一二三", 1)] == [True] * 3


@pytest.mark.parametrize(
    ("name", "words", "others"), [("1.xhtml", "</h1>", ""), ("package.opf", "dc:language", "dc:tongue"), ("nav.xhtml", "1.x", "9.x")]
)
def test_epubcheck_would_find_something(checker, tmp_path, told, name, words, others):
    whole, broken = zipfile.ZipFile(io.BytesIO(as_epub([told()]))), io.BytesIO()
    with zipfile.ZipFile(broken, "w") as book:
        for entry in whole.infolist():
            page = whole.read(entry)
            book.writestr(entry, page.replace(words.encode(), others.encode()) if entry.filename.endswith(name) else page)
    assert checked(checker, tmp_path, broken.getvalue())


def test_a_book_says_who_made_it_shows_its_cover_and_ends_with_the_true_card(told):
    pages = zipfile.ZipFile(io.BytesIO(as_epub([told()], with_pinyin=True)))
    assert pages.infolist()[0].filename == "mimetype" and pages.infolist()[0].compress_type == zipfile.ZIP_STORED
    package, chapter = (pages.read(f"book/{name}").decode() for name in ("package.opf", "1.xhtml"))
    marks = [one.get("content") for one in ElementTree.fromstring(chapter).iter(f"{XHTML}meta") if one.get("name") == "AIGC"]
    assert [json.loads(mark)["Label"] for mark in marks] == ["1"] and 'name="AIGC"' in package
    words = "".join(ElementTree.fromstring(chapter).itertext())
    assert ODD in words and "Kai]]>" in words and "拼成" in words and "<b>" in words and "沈括" in words
    assert "fà" in words and 'properties="cover-image"' in package and b"<svg" in pages.read("book/cover.svg")


def test_a_letter_that_no_xml_may_hold_is_left_out(told):
    pages = zipfile.ZipFile(io.BytesIO(as_epub([told(text="从\x0b前\ufffe。")])))
    assert "从前。" in "".join(ElementTree.fromstring(pages.read("book/1.xhtml")).itertext())


def test_on_a_page_in_traditional_letters_the_book_is_in_them_but_for_the_names(told):
    with translation.override("zh-hant"):
        pages = zipfile.ZipFile(io.BytesIO(as_epub([told(names={Story.CHILD: "发发", Story.HERO: "Kai"})])))
    chapter = pages.read("book/1.xhtml").decode()
    assert "頭髮" in chapter and "發現" in chapter and "发发" in chapter and 'lang="zh-Hant"' in chapter
    assert "<dc:language>zh-Hant</dc:language>" in pages.read("book/package.opf").decode()
