"""The `/moderations` of the fake endpoint, and the guard model beside it: they judge by words of their own, and misbehave on request."""

import asyncio
import json
from typing import Any

from tests import wire

BAD = {"黑暗": "violence", "darkness": "violence", "毒": "self-harm"}  # what this moderator will not have
SLOW = 0.3  # seconds
FOR_EVER = 3600
SENSELESS = {
    "no_results": "{}",
    "null": "null",
    "torn": '{"results": [{"flag',
    "too_few": '{"results": []}',
    "not_flagged": '{"results": [{"flagged": null}, {"flagged": null}]}',
    "words": '{"results": [{"flagged": false, "category_scores": {"violence": "none"}}, {"flagged": false}]}',
    "a_list": '{"results": [{"flagged": true, "categories": ["violence"]}, {"flagged": true, "categories": ["violence"]}]}',
}
GUARD = "a-guard"  # the model of that name is one
SENSELESS_GUARD = {
    "no_choices": '{"choices": []}',
    "no_words": '{"choices": [{"message": {"content": null}}]}',
    "nothing": "{}",
    "torn": '{"cho',
}


def is_asked_for(asked: dict[str, Any]) -> bool:
    return "input" in asked or asked.get("model") == GUARD


async def answer(writer: asyncio.StreamWriter, mode: str, asked: dict[str, Any]) -> bool:
    """`good`, `one` for all it is shown, `slow`, `silent`, `reset`, `html`, a status, `says …`, a body, or one of SENSELESS. True while the connection may be asked again."""
    if mode == "silent":
        await asyncio.sleep(FOR_EVER)
    if mode == "reset":
        return wire.reset(writer)
    if mode == "html":
        return await wire.whole(writer, 200, "Content-Type: text/html", "<p>Welcome")
    if mode.isdigit():
        return await wire.whole(writer, int(mode), "Content-Type: application/json", '{"error": {"message": "no"}}')
    if mode == "slow":
        await asyncio.sleep(SLOW)
    body = mode if mode.startswith("{") else _by_endpoint(mode, asked) if "input" in asked else _by_guard(mode, asked)
    return await wire.whole(writer, 200, "Content-Type: application/json", body)


def _by_endpoint(mode: str, asked: dict[str, Any]) -> str:
    results = [_result(text) for text in asked["input"]]
    return SENSELESS.get(mode) or json.dumps({"id": "m", "model": "m", "results": results[:1] if mode == "one" else results})


def _by_guard(mode: str, asked: dict[str, Any]) -> str:
    shown = asked["messages"][-1]["content"]
    said = mode.removeprefix("says ") if mode.startswith("says ") else "unsafe\nS1" if any(word in shown for word in BAD) else "safe"
    message = {"role": "assistant", "content": said}
    return SENSELESS_GUARD.get(mode) or json.dumps({"id": "g", "model": GUARD, "choices": [{"index": 0, "message": message}]})


def _result(text: str) -> dict[str, object]:
    found = [category for word, category in BAD.items() if word in text]
    scores = {category: 0.97 if category in found else 0.001 for category in ("violence", "self-harm", "sexual")}
    return {"flagged": bool(found), "categories": {category: category in found for category in scores}, "category_scores": scores}
