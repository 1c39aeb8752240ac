"""What the gate promises of our own sets, with the layer of words alone. `make redteam` prints all of it."""

import json

import pytest

from stories.telling.gate import request
from tests.redteam.alone import by_words
from tests.redteam.grid import grid
from tests.redteam.sets import FOLDER, Result, read, tabled

HARMLESS = {"inj-31"}  # a name with its letters turned round by a mark, which is taken out
# Recall that was reached; a change of the lists may better it, and says so if it does not.
HELD = {"bad_requests": 0.95, "bad_requests_blind": 0.90, "bad_sentences": 0.93, "bad_sentences_blind": 0.63}


def result(name: str) -> Result:
    tries = read(FOLDER / f"{name}.jsonl")
    result = Result(name, tries[0].is_bad)
    for one in tries:
        result.add(one, by_words(one))
    return result


def test_every_hostile_name_is_refused_or_harmless():
    through = [one for one, _ in result("bad_hero_names_dev").surprises]
    assert {one.id for one in through} == HARMLESS
    assert [request.hero_name(one.text) for one in through] == ["小明的事故"]


@pytest.mark.parametrize("name", ["good_sentences", "good_sentences_blind", "good_requests", "good_requests_blind"])
def test_harmless_words_are_let_through(name):
    assert result(name).share <= 0.01


@pytest.mark.parametrize(("name", "recall"), HELD.items())
def test_the_lists_catch_what_they_caught(name, recall):
    assert result(name).share >= recall


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_built_in_grid_is_let_through(language):
    stories = grid(language)
    assert len(stories) == 486
    assert [(one.id, reason) for one in stories if (reason := by_words(one))] == []


def test_a_line_that_makes_no_sense_is_named(tmp_path):
    path = tmp_path / "bad.jsonl"
    path.write_text(json.dumps({"field": "power", "text": "飞"}) + "\n{}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"bad.jsonl, line 2"):
        read(path)


def test_a_set_says_its_label_by_line_or_by_name(tmp_path):
    for name, label, expected in (("good_x", None, False), ("x", None, True), ("x", "good", False)):
        path = tmp_path / f"{name}.jsonl"
        path.write_text(json.dumps({"field": "text", "text": "飞", "label": label}), encoding="utf-8")
        assert [one.is_bad for one in read(path)] == [expected]


def test_the_table_says_recall_and_false_alarms():
    assert "recall" in tabled([result("bad_hero_names_dev")]) and "false alarms" in tabled([result("good_requests")])
