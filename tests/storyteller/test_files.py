import gzip
from pathlib import Path

import pytest
from django.conf import settings
from django.test import AsyncClient, Client

from storyteller.files import small

FILES = ["css/base.css", "img/papercut.svg", "js/choose/heroes.js", "admin/js/core.js"]


@pytest.mark.parametrize("file", FILES)
async def test_who_takes_gzip_is_sent_the_same_file_smaller(file):
    plain = await AsyncClient().get(f"/static/{file}")
    zipped = await AsyncClient().get(f"/static/{file}", headers={"accept-encoding": "br, gzip"})
    bodies = [await body(answer) for answer in (plain, zipped)]
    assert "Content-Encoding" not in plain and zipped["Content-Encoding"] == "gzip"
    assert plain["Vary"] == zipped["Vary"] == "Accept-Encoding"
    assert len(bodies[1]) < len(bodies[0]) and len(gzip.decompress(bodies[1])) <= len(bodies[0])
    assert int(zipped["Content-Length"]) == len(bodies[1])


def test_who_takes_something_else_or_has_it_already_is_not_sent_gzip():
    assert "Content-Encoding" not in Client().get("/static/css/base.css", headers={"accept-encoding": "br, gzip;q=0"})
    found = Client().get("/static/css/base.css", headers={"accept-encoding": "gzip"})
    again = Client().get("/static/css/base.css", headers={"accept-encoding": "gzip", "if-none-match": found["ETag"]})
    assert again.status_code == 304


async def test_a_file_that_was_changed_is_shrunk_anew(tmp_path, settings):
    settings.STATICFILES_DIRS = [tmp_path / "static"]
    file = tmp_path / "static" / "note.txt"
    file.parent.mkdir()
    for words in ("once " * 400, "twice " * 400):
        file.write_text(words)
        answer = await AsyncClient().get("/static/note.txt", headers={"accept-encoding": "gzip"})
        assert gzip.decompress(await body(answer)).decode() == words


def test_a_file_that_does_not_shrink_has_no_copy():
    answer = Client().get("/static/admin/img/README.txt", headers={"accept-encoding": "gzip"})
    assert answer.status_code == 200
    assert all(copy.suffix == ".gz" for copy in Path(settings.STORYTELLER_DATA / "smaller").iterdir()), "no half copies"


@pytest.mark.django_db(transaction=True)
def test_pages_are_smaller_too():
    page = Client().get("/parents/", headers={"accept-encoding": "gzip"})
    assert page["Content-Encoding"] == "gzip" and b"<main" in gzip.decompress(page.content)


async def body(answer) -> bytes:
    return b"".join([part async for part in answer.streaming_content])


def test_what_only_people_read_is_not_sent(tmp_path):
    script = tmp_path / "told.js"
    script.write_text("/** For people. */\nexport function told(a) {\n  return a / 2; // half\n}\n")
    sent = gzip.decompress(small(script)).decode()
    assert "people" not in sent and "half" not in sent and "return a/2" in sent
    picture = tmp_path / "cut.svg"
    picture.write_text("<svg><!-- as it is --></svg>")
    assert gzip.decompress(small(picture)) == picture.read_bytes()
