"""No name that a family gave goes to an endpoint or into a line of the log, through the whole house."""

import asyncio
import json

import pytest

from tests.house import House
from tests.upstream import Upstream

CHILD, HERO = "Zwitscher", "Kaikaikai"
WORDS = {"dynasty": f"im Garten von {CHILD}", "power": f"{CHILD.lower()} und {HERO} fliegen", "tone": f"wie {CHILD.upper()}会"}
NAMED = ("\ue000来到\ue001的院子。", "\ue000说：“晚安，\ue001。”")


@pytest.mark.parametrize("mode", ["good", "cut"])
async def test_no_request_and_no_line_holds_a_name(mode: str):
    async with Upstream(mode, pieces=NAMED) as upstream:
        house = await asyncio.to_thread(House, OPENAI_BASE_URL=upstream.url, OPENAI_API_KEY="k", STORYTELLER_OWN_HEROES="true")
        try:
            told = await asyncio.to_thread(tell, house)
        finally:
            await asyncio.to_thread(house.stop)
    asked = json.dumps(upstream.asked, ensure_ascii=False).lower()
    assert upstream.asked and "\ue000" in asked and "\ue001" in asked, "the endpoint is told the stand-ins"
    assert CHILD.lower() not in asked and HERO.lower() not in asked
    assert not [line for line in house.lines if CHILD.lower() in line.lower() or HERO.lower() in line.lower()]
    assert told.startswith(f"{CHILD}来到{HERO}的院子。")


def tell(house: House) -> str:
    parent = house.visitor()
    story = parent.begin(**WORDS, child=CHILD, hero=HERO)
    told = parent.wait_for_end(story).text
    for page in (f"/stories/{story}/", "/stories/"):
        assert CHILD in parent.http.get(page).text and "\ue000" not in parent.http.get(page).text
    refused = parent.ask(dynasty="<x>", power=CHILD, tone="", child=CHILD, hero=HERO)
    assert refused.status_code == 422
    return told
