"""What is usually built: one process between endpoint and socket, with no row, no gate, no worker and no second chance.

Two applications tell story `number` at `/ws/{number}`: `sdk` reads as the SDK's documentation shows it, `raw` reads the same
stream with the SDK's raw response and its aiohttp client. `OPENAI_BASE_URL` names the endpoint.
"""

from collections.abc import AsyncIterator
from functools import cache

import orjson
from fastapi import FastAPI, WebSocket
from openai import AsyncOpenAI, DefaultAioHttpClient

sdk, raw = FastAPI(), FastAPI()


@cache
def _sdk_client() -> AsyncOpenAI:
    return AsyncOpenAI(api_key="none")


@cache
def _raw_client() -> AsyncOpenAI:
    return AsyncOpenAI(api_key="none", http_client=DefaultAioHttpClient())


@sdk.websocket("/ws/{number}")
async def tell_by_sdk(socket: WebSocket, number: int) -> None:
    await socket.accept()
    client, place = _sdk_client(), 0
    stream = await client.chat.completions.create(model="bench", messages=[{"role": "user", "content": f"bench{number}"}], stream=True)
    async for chunk in stream:
        if text := chunk.choices[0].delta.content:
            await socket.send_json({"type": "text", "at": place, "text": text})
            place += len(text)
    await socket.send_json({"type": "state", "state": "finished"})
    await socket.close(1000)


@raw.websocket("/ws/{number}")
async def tell_raw(socket: WebSocket, number: int) -> None:
    await socket.accept()
    completions, place = _raw_client().chat.completions.with_streaming_response, 0
    async with completions.create(model="bench", messages=[{"role": "user", "content": f"bench{number}"}], stream=True) as answer:
        async for text in _words(answer.iter_bytes()):
            await socket.send_text(orjson.dumps({"type": "text", "at": place, "text": text}).decode())
            place += len(text)
    await socket.send_text(orjson.dumps({"type": "state", "state": "finished"}).decode())
    await socket.close(1000)


async def _words(chunks: AsyncIterator[bytes]) -> AsyncIterator[str]:
    begun = b""
    async for chunk in chunks:
        *lines, begun = (begun + chunk).split(b"\n")
        for line in lines:
            if line == b"data: [DONE]":
                return
            if line.startswith(b"data: ") and (text := orjson.loads(line[6:])["choices"][0]["delta"].get("content")):
                yield text
