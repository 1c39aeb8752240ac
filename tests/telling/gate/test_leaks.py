import re

import pytest

from stories.telling.gate import Gate, Refusal, first_refused
from stories.telling.gate.leaks import clauses
from stories.telling.prompts import SYSTEMS

BREAKS = re.compile(r"[\n。；：.;:]")


def shown(text, language):
    """What of `text` a family sees, letter by letter."""
    gate, told = Gate(language), ""
    try:
        for letter in text:
            told += accepted.text if (accepted := gate.take(letter)) else ""
    except Refusal as refusal:
        return told, refusal.reason
    return told, ""


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("system", SYSTEMS)
def test_every_way_to_ask_a_teller_told_back_is_stopped_in_its_first_clause(system, language):
    told, reason = shown(system, language)
    first = BREAKS.split(system)[0]
    assert reason in ("leak", "language") and len(told) < len(first), told
    assert told == "" or language == "zh", "at most a short beginning"


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_later_clause_is_stopped_by_itself(system):
    language = "zh" if re.search(r"[\u4e00-\u9fff]", system) else "en"
    long = [clause.strip() for clause in BREAKS.split(system) if len(clause.strip()) >= {"zh": 8, "en": 24}[language]]
    assert len(long) > 3
    for clause in long:
        assert first_refused(clause, language), clause


def test_a_clause_is_long_enough_to_be_no_storys_own_and_cuts_no_word():
    assert all(8 <= len(clause) <= 40 and clause == clause.strip() for clause in clauses())
    whole = " ".join(SYSTEMS)
    assert all(not whole[whole.index(clause) + len(clause)].isalpha() for clause in clauses() if clause.isascii())
