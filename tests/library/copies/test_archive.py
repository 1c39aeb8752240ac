import io
import json
import zipfile

import pytest
from django.utils import translation

from stories.library.copies import Archive
from stories.library.copies.archive import readme
from stories.models import Child, Series, Story, Thread

pytestmark = pytest.mark.django_db
NAMES = {Story.CHILD: "Mei"}
TOLD = {"state": Story.State.FINISHED, "ending": Story.Ending.TOLD}


def archived(*stories: Story) -> zipfile.ZipFile:
    archive = Archive()
    pieces = [archive.begin(), *map(archive.add, stories), archive.end()]
    assert all(pieces), "each call gives what came to it"
    return zipfile.ZipFile(io.BytesIO(b"".join(pieces)))


def test_the_archive_is_whole_and_its_files_can_lie_on_any_disk(alice, teller):
    titles = ["云/上:的?桥", "../../etc/passwd", "", "一" * 120, "x\ny"]
    archive = archived(*(alice.asks(**TOLD, teller=teller, title=title) for title in titles))
    assert archive.testzip() is None
    names = archive.namelist()
    marks = [json.loads(entry.comment) for entry in archive.infolist() if entry.comment]
    assert len(marks) == 3 * len(titles) and {mark["Label"] for mark in marks} == {"1"}
    assert len(names) == len(set(names)) == 3 * len(titles) + 1
    assert not [name for name in names if set(name) & set('/\\:*?"<>|\n\0') or name.startswith(".") or len(name) > 80]


def test_what_is_in_it_is_said_in_both_languages_whichever_is_switched_on():
    with translation.override("en"):
        said = readme()
    assert "日记" in said and "diary" in said and "AI" in said


def test_children_and_what_a_series_remembers_are_in_it_with_their_names_and_nobody_elses(alice, bob):
    series = Series.objects.create(visitor=alice.visitor)
    alice.asks(**TOLD, series=series, chapter=1, names=NAMES)
    Thread.objects.create(series=series, kind="open", words=f"{Story.CHILD}的灯", chapter=1)
    Series.objects.create(visitor=bob.visitor)
    for person in (alice, bob):
        Child.objects.create(visitor=person.visitor, nickname=person.child, likes="恐龙")
    archive = Archive()
    zipped = zipfile.ZipFile(io.BytesIO(archive.begin() + archive.add_family(alice.visitor) + archive.end()))
    children, told = (json.loads(zipped.read(name)) for name in ("children.json", "series.json"))
    assert [(child["nickname"], child["likes"]) for child in children] == [("Mei", "恐龙")]
    assert [[thread["words"] for thread in one["threads"]] for one in told] == [["Mei的灯"]]
    assert [chapter["chapter"] for chapter in told[0]["chapters"]] == [1]
