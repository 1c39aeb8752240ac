import io
import json
import zipfile

import pytest
from django.utils import translation

from stories.library.copies import Archive, as_json, as_text, readme
from stories.models import Hero, Story, Verdict

pytestmark = pytest.mark.django_db
NAMES = {Story.CHILD: "Mei", Story.HERO: "Kai"}
TOLD = {"state": Story.State.FINISHED, "ending": Story.Ending.TOLD}


def archived(*stories: Story) -> zipfile.ZipFile:
    archive = Archive()
    pieces = [archive.begin(), *map(archive.add, stories), archive.end()]
    assert all(pieces), "each call gives what came to it"
    return zipfile.ZipFile(io.BytesIO(b"".join(pieces)))


def test_a_copy_to_read_has_the_label_and_the_names(alice, teller):
    story = alice.asks(
        **TOLD,
        teller=teller,
        names=NAMES,
        title=f"{Story.CHILD}与{Story.HERO}",
        power_words=f"{Story.CHILD}会飞",
        text=f"{Story.HERO}来了。",
    )
    assert as_text(story).splitlines()[0] == "Mei与Kai"
    assert "宋 · Mei会飞 · 艰难" in as_text(story) and "拼成" in as_text(story) and as_text(story).endswith("\n\nKai来了。\n")


def test_a_copy_for_programs_has_all_that_was_chosen(alice, teller):
    story = alice.asks(**TOLD, teller=teller, names=NAMES, text=f"{Story.CHILD}。", hero=Hero.objects.get(slug="shen-kuo"))
    Verdict.objects.create(story=story, at=0, layer="words", reason="rude", judge="x", words="secret")
    found = json.loads(as_json(story))
    assert found["text"] == "Mei。" and found["names"] == {"child": "Mei", "hero": "Kai"}
    assert found["choice"]["hero"] == "沈括" and found["choice"]["dynasty"] == "宋"
    assert found["AIGC"]["Label"] == "1" and "拼成" in found["label"]
    assert found["left_out"] == ["rude"] and "secret" not in as_json(story)
    assert alice.visitor not in as_json(story)


def test_the_archive_is_whole_and_its_files_can_lie_on_any_disk(alice, teller):
    titles = ["云/上:的?桥", "../../etc/passwd", "", "一" * 120, "x\ny"]
    archive = archived(*(alice.asks(**TOLD, teller=teller, title=title) for title in titles))
    assert archive.testzip() is None
    names = archive.namelist()
    marks = [json.loads(entry.comment) for entry in archive.infolist() if entry.comment]
    assert len(marks) == 2 * len(titles) and {mark["Label"] for mark in marks} == {"1"}
    assert len(names) == len(set(names)) == 2 * len(titles) + 1
    assert not [name for name in names if set(name) & set('/\\:*?"<>|\n\0') or name.startswith(".") or len(name) > 80]


def test_what_is_in_it_is_said_in_both_languages_whichever_is_switched_on():
    with translation.override("en"):
        said = readme()
    assert "日记" in said and "diary" in said and "AI" in said
