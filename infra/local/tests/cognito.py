"""MiniStack's user pool and hosted page, as far as a sign-in uses them."""

from __future__ import annotations

import urllib.parse
from http.server import BaseHTTPRequestHandler
from types import SimpleNamespace
from typing import Any

import pyotp

NEW_PASSWORD_PAGE = b'<form><input type="hidden" name="np_token" value="t1"></form>'


class HostedPage(BaseHTTPRequestHandler):
    """Answers as MiniStack does: a page, a redirect with a code, and tokens for codes that it issued."""

    def do_GET(self) -> None:
        if self.path.startswith("/logout"):
            return self._send(302, {"Location": "http://site/"}, b"")
        return self._send(200 if "redirect_uri=http%3A%2F%2Fsite" in self.path else 400, {}, b"<form>")

    def do_POST(self) -> None:
        form = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        if self.path == "/login" and form.get("password") == "wrong":
            return self._send(200, {}, b"<form>")
        if self.path == "/login" and form.get("password") == "temporary":
            return self._send(200, {}, NEW_PASSWORD_PAGE)
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


class _WrongCodeError(Exception):
    pass


class UserPool:
    """The secrets of a user pool; an access token is the name of its user."""

    exceptions = SimpleNamespace(CodeMismatchException=_WrongCodeError, EnableSoftwareTokenMFAException=_WrongCodeError)

    def __init__(self) -> None:
        self.pending: dict[str, str] = {}
        self.enrolled: dict[str, str] = {}

    def admin_get_user(self, **asked: str) -> dict[str, Any]:
        name = asked["Username"]
        return {"Username": name, "UserMFASettingList": ["SOFTWARE_TOKEN_MFA"] if name in self.enrolled else []}

    def admin_initiate_auth(self, **asked: Any) -> dict[str, Any]:
        return {"AuthenticationResult": {"AccessToken": asked["AuthParameters"]["USERNAME"]}}

    def associate_software_token(self, **asked: str) -> dict[str, str]:
        self.pending[asked["AccessToken"]] = secret = pyotp.random_base32()
        return {"SecretCode": secret}

    def verify_software_token(self, **asked: str) -> None:
        self._check(self.pending[asked["AccessToken"]], asked["UserCode"])
        self.enrolled[asked["AccessToken"]] = self.pending.pop(asked["AccessToken"])

    def respond_to_auth_challenge(self, **asked: Any) -> None:
        answers = asked["ChallengeResponses"]
        self._check(self.enrolled[answers["USERNAME"]], answers["SOFTWARE_TOKEN_MFA_CODE"])

    def _check(self, secret: str, code: str) -> None:
        if not pyotp.TOTP(secret).verify(code, valid_window=1):
            raise _WrongCodeError
