"""Behind the head of an answer to HEAD nothing stands, on a real connection that is used again."""

import socket

import pytest

from tests.house import House


@pytest.mark.parametrize("path", ["/parents/export", "/stories/", "/"])
def test_an_answer_to_head_is_a_head_and_the_next_answer_is_whole(house: House, path: str):
    parent = house.visitor()
    for _ in range(2):
        parent.wait_for_end(parent.begin(child="Zwitscher"))
    cookies = "; ".join(f"{name}={value}" for name, value in parent.http.cookies.items())
    with socket.create_connection(("127.0.0.1", house.port), timeout=5) as line:
        line.sendall(f"HEAD {path} HTTP/1.1\r\nHost: 127.0.0.1:{house.port}\r\nCookie: {cookies}\r\n\r\n".encode())
        line.sendall(f"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:{house.port}\r\nConnection: close\r\n\r\n".encode())
        said = b"".join(iter(lambda: line.recv(65536), b""))
    first, _, second = said.partition(b"\r\n\r\n")
    assert first.startswith(b"HTTP/1.1 200") and second.startswith(b"HTTP/1.1 200")
    assert second.partition(b"\r\n\r\n")[2].endswith(b"ok\n") or b"ok\n" in second.partition(b"\r\n\r\n")[2]
