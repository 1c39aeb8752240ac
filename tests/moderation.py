"""The `/moderations` of the fake endpoint: judges by words of its own, and misbehaves on request."""

import asyncio
import json

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
}


async def answer(writer: asyncio.StreamWriter, mode: str, shown: list[str]) -> bool:
    """`good`, `slow`, `silent`, `reset`, `html`, a status, or one of SENSELESS. True while the connection may be asked again."""
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
    body = SENSELESS.get(mode) or json.dumps({"id": "m", "model": "m", "results": [_result(text) for text in shown]})
    return await wire.whole(writer, 200, "Content-Type: application/json", body)


def _result(text: str) -> dict[str, object]:
    found = [category for word, category in BAD.items() if word in text]
    scores = {category: 0.97 if category in found else 0.001 for category in ("violence", "self-harm", "sexual")}
    return {"flagged": bool(found), "categories": {category: category in found for category in scores}, "category_scores": scores}
