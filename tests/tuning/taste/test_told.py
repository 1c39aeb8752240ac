import csv
from dataclasses import astuple, replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stories.tuning.taste.told import FIELDS, Told, read, write

SONG = Told("宋", "发射激光", "艰难", "沈括", "从前有座山。")
FORMULAS = ["=HYPERLINK(1)", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0"]
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20).map(str.strip)


def cells(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("field", FIELDS)
def test_no_cell_is_a_formula_to_a_spreadsheet(tmp_path, field, formula):
    path = tmp_path / "told.csv"
    write(path, [replace(SONG, **{field: formula})])
    assert cells(path)[1][FIELDS.index(field)] == f"'{formula}"
    assert getattr(read(path)[0], field) == formula.strip()


@example(replace(SONG, story="'=1"))
@example(replace(SONG, story="''+1"))
@given(st.builds(Told, *[WORDS] * 4, WORDS.filter(bool)))
def test_what_is_written_is_read(tmp_path_factory, told):
    path = tmp_path_factory.getbasetemp() / "told.csv"
    write(path, [told])
    assert not [cell for cell in cells(path)[1] if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert [astuple(row) for row in read(path)] == [astuple(told)]


def test_an_apostrophe_of_a_writer_s_own_stays(tmp_path):
    told = replace(SONG, story="'Tis late, said the moon.")
    write(tmp_path / "told.csv", [told])
    assert read(tmp_path / "told.csv") == [told]
