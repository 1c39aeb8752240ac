"""What a chapter comes back to, as something that happens in it."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from stories.telling import material
from stories.telling.dna import Draws
from stories.telling.prompts.prompt import Choices
from stories.telling.tellers.builtin.slots import as_it_stands, capital

PLACES = {"door": "came_of_it", "open": "came_of_it", "where": "on_the_way", "own": "on_the_way", "who": "lends_a_hand", "thing": "lends_a_hand",
          "guest": "comes_by"}  # fmt: skip
_INNER = str.maketrans({"“": "‘", "”": "’", '"': "’", "「": "‘", "」": "’"})


def lines(choices: Choices, draws: Draws) -> Mapping[str, list[str]]:
    """The lines of each piece, their other slots still to be filled."""
    told: Counter[str] = Counter()
    by_piece: defaultdict[str, list[str]] = defaultdict(list)
    for recall in choices.recalls:
        frame = "guest" if recall["frame"] == "who" and told["who"] else recall["frame"]
        told[frame] += 1
        by_piece[PLACES[frame]].append(_filled(_line(frame, told[frame], recall, choices, draws), recall, frame))
    return by_piece


def _line(frame: str, number: int, recall: Mapping[str, Any], choices: Choices, draws: Draws) -> str:
    """What came of a door stands beside it in the material; for everything else a frame is drawn."""
    written = material.load(choices.language)
    came_of_it = written.opens.get(recall["mark"].partition("/")[2]) if frame == "door" else None
    if came_of_it:
        return came_of_it.text
    frame = "open" if frame == "door" else frame
    frames = material.fitting(written.series[frame], choices.year)
    return draws.some(f"series/{frame}", frames, number)[-1].text


def _filled(line: str, recall: Mapping[str, Any], frame: str) -> str:
    """The family's words stand between quotation marks, and the last monster in what came of a door."""
    words = recall["was"] if frame == "door" and "{was}" in line.lower() else recall["words"]
    if "“{was}”" in line:
        words = words.translate(_INNER).rstrip("。.")
    was = as_it_stands(words)
    return line.replace("{was}", was).replace("{Was}", capital(was)).replace("{chapter}", str(recall["chapter"]))
