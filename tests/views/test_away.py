"""What a browser is told that takes the house along."""

import json
from pathlib import Path
from struct import unpack

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from stories.views import away


@pytest.mark.parametrize(("language", "name"), [("zh-CN", "说书人"), ("en", "Storyteller")])
def test_the_manifest_speaks_the_language_of_the_page(db, language: str, name: str):
    answer = Client(headers={"accept-language": language}).get("/manifest.webmanifest")
    said = json.loads(answer.content)
    assert answer["Content-Type"] == "application/manifest+json"
    assert said["name"] == said["short_name"] == name and said["display"] == "standalone" and said["start_url"] == "/"


def test_its_icons_are_there_as_large_as_they_say_and_one_may_be_cut_round(db):
    icons = json.loads(Client().get("/manifest.webmanifest").content)["icons"]
    assert {icon["purpose"] for icon in icons} == {"any", "maskable"} and {icon["sizes"] for icon in icons} == {"192x192", "512x512"}
    for icon in icons:
        found = finders.find(icon["src"].removeprefix("/static/"))
        head = Path(str(found)).read_bytes()[:24]
        assert "{}x{}".format(*unpack(">II", head[16:24])) == icon["sizes"]


def test_the_worker_is_asked_for_anew_each_time_and_names_files_that_are_there(db):
    answer = Client().get("/sw.js")
    assert answer["Cache-Control"] == "no-cache" and answer["Content-Type"].startswith("text/javascript")
    lines = answer.content.decode().splitlines()
    files = json.loads(lines[1].partition(" = ")[2].rstrip(";"))
    assert len(files) == len(away.SHELL) and all(finders.find(file.removeprefix("/static/")) for file in files)


def test_the_worker_is_another_one_when_its_shell_is(db, settings, tmp_path):
    before = away._version()
    for name in ("static", "templates"):
        (tmp_path / name).symlink_to(Path(settings.BASE_DIR) / name)
    away._version.cache_clear()
    settings.BASE_DIR = tmp_path
    assert away._version() == before
    (tmp_path / "templates").unlink()
    for name in ("base.html", "away/offline.html"):
        (tmp_path / "templates" / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / "templates" / name).write_text("another one")
    away._version.cache_clear()
    assert away._version() != before
    away._version.cache_clear()


def test_the_page_without_a_network_speaks_both_languages(db):
    html = Client().get("/offline/").content.decode()
    assert "现在没有网络" in html and "There is no network" in html
