"""Hostile clients of the local gateway: too much, too slow, and not HTTP. Only on this machine, and few connections."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Iterator

import pytest

from cloud.proxy import MAX_BODY, MAX_HEAD, MAX_URL, Handler, Server
from cloud.settings import HOST


class _Echo(Handler):
    """Answers each request with its body."""

    timeout = 2

    def serve(self) -> None:
        self.answer(200, [("Content-Type", "text/plain")], self.body())


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with socket.socket() as free:
        free.bind((HOST, 0))
        number = free.getsockname()[1]
    server = Server(number, _Echo)
    yield number
    server.stop()


def sent(port: int, request: bytes) -> bytes:
    """Returns everything that is answered to these bytes until the connection is closed."""
    with socket.create_connection((HOST, port), timeout=10) as connection:
        connection.sendall(request)
        answer = b""
        with contextlib.suppress(ConnectionError):
            while part := connection.recv(65536):
                answer += part
    return answer


def asked(port: int, head: str, body: bytes = b"") -> tuple[int, bytes]:
    answer = sent(port, f"{head}\r\nHost: x\r\nConnection: close\r\n\r\n".encode() + body)
    before, _, after = answer.partition(b"\r\n\r\n")
    return int(before.split()[1]), after


def test_a_body_over_ten_megabytes_is_refused_before_it_is_sent(port: int) -> None:
    status, answer = asked(port, f"POST /checkouts HTTP/1.1\r\nContent-Length: {MAX_BODY + 1}")
    assert (status, answer) == (413, b'{"message": "Request Entity Too Large"}')
    assert asked(port, f"POST / HTTP/1.1\r\nContent-Length: {10**30}")[0] == 413


def test_a_body_of_ten_megabytes_is_read(port: int) -> None:
    status, answer = asked(port, f"POST / HTTP/1.1\r\nContent-Length: {MAX_BODY}", b"x" * MAX_BODY)
    assert (status, len(answer)) == (200, MAX_BODY)


@pytest.mark.parametrize("length", ["-1", "1e3", "0x10", "1, 2", "\u00b2"])
def test_a_length_that_is_no_number_is_refused(port: int, length: str) -> None:
    assert asked(port, f"POST / HTTP/1.1\r\nContent-Length: {length}")[0] == 400


def test_headers_and_urls_above_the_limits_are_refused(port: int) -> None:
    assert asked(port, f"GET / HTTP/1.1\r\nX-Long: {'x' * (MAX_HEAD - 200)}")[0] == 200
    assert asked(port, f"GET / HTTP/1.1\r\nX-Long: {'x' * MAX_HEAD}")[0] == 431
    many = "\r\n".join(f"X-{n}: {'x' * 200}" for n in range(60))
    assert asked(port, f"GET / HTTP/1.1\r\n{many}")[0] == 431
    assert asked(port, f"GET /{'x' * MAX_URL} HTTP/1.1")[0] == 414


def test_slow_clients_delay_nobody_and_are_disconnected(port: int) -> None:
    begun = [b"G", b"GET / HTTP/1.1\r\nX-", b"POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\nx"]
    with contextlib.ExitStack() as stack:
        slow = [stack.enter_context(socket.create_connection((HOST, port), timeout=10)) for _ in range(60)]
        for place, connection in enumerate(slow):
            connection.sendall(begun[place % 3])
        started = time.monotonic()
        assert asked(port, "POST / HTTP/1.1\r\nContent-Length: 2", b"ok") == (200, b"ok")
        assert time.monotonic() - started < 1
        for connection in slow:
            with contextlib.suppress(ConnectionError):
                assert connection.recv(100) == b"", "the connection is closed"
        assert time.monotonic() - started < 8
    assert asked(port, "POST / HTTP/1.1\r\nContent-Length: 2", b"ok") == (200, b"ok")


@pytest.mark.parametrize("noise", [b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", b"\r\n" * 50, b"\x00" * 1000 + b"\r\n\r\n"])
def test_noise_ends_only_its_own_connection(port: int, noise: bytes) -> None:
    sent(port, noise)
    assert asked(port, "POST / HTTP/1.1\r\nContent-Length: 2", b"ok") == (200, b"ok")
