"""The session of the hosted sign-in page."""

from __future__ import annotations

import json
import threading
import urllib.parse
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from cloud.sign_in import Headers, SignIn

AUTHORIZE = "/oauth2/authorize?client_id=c&redirect_uri=http%3A%2F%2Fsite%2Fsigned-in&state=s1"


class _Emulator(BaseHTTPRequestHandler):
    """Answers as MiniStack does: a page, a redirect with a code, and tokens for codes that it issued."""

    def do_GET(self) -> None:
        if self.path.startswith("/logout"):
            return self._send(302, {"Location": "http://site/"}, b"")
        return self._send(200 if "redirect_uri=http%3A%2F%2Fsite" in self.path else 400, {}, b"<form>")

    def do_POST(self) -> None:
        form = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        if self.path == "/login":
            return self._send(302, {"Location": "http://site/signed-in?code=first&state=s1"}, b"")
        if form.get("code") == "first":
            return self._send(200, {}, b'{"id_token": "one", "expires_in": 3600}')
        return self._send(400, {}, b"{}")

    def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Prints nothing."""


@pytest.fixture
def sign_in() -> Iterator[SignIn]:
    server = HTTPServer(("127.0.0.1", 0), _Emulator)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield SignIn(f"127.0.0.1:{server.server_port}")
    server.shutdown()
    server.server_close()


def _exchange(sign_in: SignIn, code: str) -> tuple[int, dict[str, str]]:
    form = urllib.parse.urlencode({"grant_type": "authorization_code", "client_id": "c", "code": code})
    status, _, body = sign_in.answer("POST", "/oauth2/token", [], form.encode())
    return status, json.loads(body)


def _signed_in(sign_in: SignIn) -> Headers:
    """Signs in on the page, and returns the browser's cookie."""
    _, headers, _ = sign_in.answer("POST", "/login", [], b"username=ada&password=x")
    assert _exchange(sign_in, "first") == (200, {"id_token": "one", "expires_in": 3600})
    cookie = next(value for name, value in headers if name == "Set-Cookie")
    assert "HttpOnly" in cookie and "Max-Age=3600" in cookie
    return [("Cookie", cookie.split(";")[0])]


def test_a_reload_within_the_session_is_silent(sign_in: SignIn) -> None:
    cookie = _signed_in(sign_in)
    status, headers, _ = sign_in.answer("GET", AUTHORIZE, cookie, b"")
    back = urllib.parse.urlsplit(dict(headers)["Location"])
    query = dict(urllib.parse.parse_qsl(back.query))
    assert (status, back.netloc, query["state"]) == (302, "site", "s1")
    status, tokens = _exchange(sign_in, query["code"])
    assert (status, tokens["id_token"]) == (200, "one")
    assert 0 < int(tokens["expires_in"]) <= 3600
    assert _exchange(sign_in, query["code"])[0] == 400


def test_without_a_session_or_after_signing_out_the_page_asks(sign_in: SignIn) -> None:
    assert sign_in.answer("GET", AUTHORIZE, [], b"")[0] == 200
    assert sign_in.answer("GET", AUTHORIZE, [("Cookie", "cognito=forged")], b"")[0] == 200
    cookie = _signed_in(sign_in)
    _, headers, _ = sign_in.answer("GET", "/logout?client_id=c", cookie, b"")
    assert any(name == "Set-Cookie" and "Max-Age=0" in value for name, value in headers)
    assert sign_in.answer("GET", AUTHORIZE, cookie, b"")[0] == 200


def test_a_request_that_the_emulator_refuses_stays_refused(sign_in: SignIn) -> None:
    elsewhere = AUTHORIZE.replace("%2F%2Fsite", "%2F%2Fevil")
    assert sign_in.answer("GET", elsewhere, _signed_in(sign_in), b"")[0] == 400
