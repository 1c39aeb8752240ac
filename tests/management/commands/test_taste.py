import csv

import pytest
from django.core.management import CommandError, call_command

from stories.models import Story
from stories.tuning.taste import judge, read
from stories.tuning.taste.grid import cells

pytestmark = pytest.mark.django_db


def taste(tmp_path, *words):
    call_command("taste", *words, "--csv", str(tmp_path / "told.csv"), "--plots", str(tmp_path / "plots"))
    with (tmp_path / "told.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_grid_of_the_course_has_486_stories():
    grid = cells("course", None, "")
    assert len(grid) == 486 and len(set(grid)) == 162
    assert len(cells("course", 40, "a seed")) == 40 and cells("course", 40, "a") == cells("course", 40, "a") != cells("course", 40, "b")


def test_a_sample_is_told_judged_and_drawn_and_nothing_is_kept(catalogue, tmp_path, capsys):
    rows = taste(tmp_path, "--sample", "12", "--seed", "one")
    assert list(rows[0]) == ["dynasty", "super_power", "story_type", "hero", "story"] and len(rows) == 12
    assert all(row["hero"] in row["story"] and len(row["story"]) > 200 for row in rows)
    said = capsys.readouterr()
    assert "| hero of the dynasty | 100.0% |" in said.out and "12 of 12 told" in said.err
    assert {path.name for path in (tmp_path / "plots").iterdir()} == {"shares.svg", "alike.svg"}
    assert Story.objects.count() == 0


def test_the_same_seed_tells_the_same_stories(catalogue, tmp_path):
    once, again, other = (taste(tmp_path, "--sample", "5", "--seed", seed) for seed in ("one", "one", "other"))
    assert once == again != other


def test_a_set_of_somebody_elses_stands_beside_it(catalogue, tmp_path, capsys):
    taste(tmp_path, "--sample", "5")
    call_command("taste", "--judge", str(tmp_path / "told.csv"), "--against", str(tmp_path / "told.csv"), "--plots", str(tmp_path))
    assert "| told.csv |" in capsys.readouterr().out


@pytest.mark.parametrize("words", [("--teller", "nobody"), ("--judge", "/nowhere.csv")])
def test_what_cannot_be_done_is_said_in_a_sentence(catalogue, tmp_path, words):
    with pytest.raises(CommandError):
        call_command("taste", *words)


@pytest.mark.timeout(120)
def test_the_floors_of_the_course_grid_are_kept(catalogue, tmp_path):
    """The whole grid, as the README quotes it."""

    taste(tmp_path, "--teller", "builtin", "--grid", "course")
    judged = judge(read(tmp_path / "told.csv"), "zh")
    assert judged.stories == 486 and judged.hero_in_dynasty == judged.power_named == 1.0
    assert judged.unique_openings >= 0.95 and judged.distinct_4 >= 0.5
    assert judged.commonest_gram_in <= 0.05 and judged.commonest_hero_in <= 0.02
    assert judged.any_worst <= 0.15
    assert min(judged.tone_recovered, judged.power_recovered) >= 0.9
    assert judged.anachronisms == judged.broken == 0
