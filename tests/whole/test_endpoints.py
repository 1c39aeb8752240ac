"""A story from an endpoint, through the whole house, told by two servers that speak the wire and that we did not write."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stories.telling import endings
from stories.telling.gate.leaks import clauses
from storyteller.redis_server import free_port
from tests.chromium import need
from tests.house import House
from tests.servers import wait_for_port

FAKES = Path(__file__).resolve().parent.parent / "fakes"
STORY = "话说宋朝有位沈括，抬头看见一颗星星掉进了院子。\n星星说：“我迷路了。”沈括给它点了一盏灯，又给它讲了一个故事，它就睡着了。"


def test_aimock_tells_and_moderates_through_the_whole_house(tmp_path):
    """It gives one judgement for whatever it is shown."""
    with _aimock(tmp_path) as port, _house(port) as house:
        parent = house.visitor()
        story = parent.begin()
        told = parent.wait_for_end(story)
        assert (told.headers["x-story-state"], told.text) == ("finished", STORY)
        assert "AI" in parent.http.get(f"/stories/{story}/").text


def test_llmock_tells_through_the_whole_house_though_it_has_no_moderator():
    with _llmock("static") as port, _house(port) as house:
        parent = house.visitor()
        told = parent.wait_for_end(parent.begin(language="en"))
        assert (told.headers["x-story-state"], told.text) == ("finished", "Mock response from gpt-4o-mini.")


def test_an_endpoint_that_says_back_how_it_was_asked_is_not_heard():
    with _llmock("echo") as port, _house(port) as house:
        parent = house.visitor()
        told = parent.wait_for_end(parent.begin())
        assert told.headers["x-story-state"] == "finished" and told.text.endswith(endings.GATE["zh"])
        said = told.text.removesuffix(endings.GATE["zh"])
        assert "说书人" not in said and not any(clause[:8] in said for clause in clauses())


def test_behind_an_endpoint_that_always_refuses_the_house_tells_by_itself():
    with _llmock("echo", "--error-rate", "500=1.0") as port, _house(port) as house:
        parent = house.visitor()
        story = parent.begin()
        told = parent.wait_for_end(story)
        assert told.headers["x-story-state"] == "finished" and len(told.text) > 300
        page = parent.http.get(f"/stories/{story}/").text
        assert "500" not in page and "由机器用人写的片段拼成" in page


@contextmanager
def _house(port: int) -> Iterator[House]:
    house = House(OPENAI_BASE_URL=f"http://127.0.0.1:{port}/v1", OPENAI_API_KEY="sk-of-nobody", STORYTELLER_MODEL="gpt-4o-mini")
    try:
        yield house
    finally:
        house.stop()


@contextmanager
def _aimock(folder: Path) -> Iterator[int]:
    need(shutil.which("npm"), "npm, for the fake endpoint aimock,")
    if not (FAKES / "node_modules").exists():
        subprocess.run(["npm", "ci", "--silent", "--no-audit", "--no-fund"], cwd=FAKES, check=True)
    fixture = {"fixtures": [{"match": {"userMessage": "发射激光"}, "response": {"content": STORY}}]}
    (folder / "stories.json").write_text(json.dumps(fixture))
    program = FAKES / "node_modules/@copilotkit/aimock/dist/cli.js"
    with _serving(["node", str(program), "-f", str(folder), "-c", "3", "-l", "10"]) as port:
        yield port


@contextmanager
def _llmock(style: str, *more: str) -> Iterator[int]:
    with _serving([sys.executable, "-m", "llmock.cli", "serve", "--response-style", style, "--stream-chunk-delay-ms", "5", *more]) as port:
        yield port


@contextmanager
def _serving(command: list[str]) -> Iterator[int]:
    port = free_port()
    server = subprocess.Popen([*command, "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ)
    try:
        wait_for_port(port)
        yield port
    finally:
        server.kill()
        server.wait()
