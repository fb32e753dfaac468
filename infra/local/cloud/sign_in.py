"""The hosted sign-in as Cognito has it and MiniStack does not: with a second step, and a session cookie for an hour.

Without the cookie each reload of the back office would ask for the password. Everything but the second step is forwarded
to MiniStack. The session remembers the tokens of a sign-in; a later sign-in of the same browser gets a code of its own
without the page. It gets the same tokens, because those that MiniStack issues for a refresh token name no groups.
"""

from __future__ import annotations

import http.client
import json
import re
import secrets
import time
import urllib.parse
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

from .mfa import Answer, Form, Headers, SecondStep

_COOKIE = "cognito"
_LIFETIME = 3600
_NEW_PASSWORD = re.compile(rb'name="np_token" value="([^"]+)"')


def serves(path: str) -> bool:
    """Returns true for the paths of the hosted sign-in."""
    return path.split("?", maxsplit=1)[0].startswith(("/oauth2/", "/login", "/logout"))


@dataclass
class SignIn:
    """The hosted sign-in of the emulator at a host and port, with second steps and sessions."""

    host: str
    second: SecondStep
    _names: dict[str, str] = field(default_factory=dict)
    """Names of users by MiniStack's tokens for choosing a new password, which follow a temporary one."""
    _signed_in: dict[str, tuple[float, Headers, dict[str, Any]]] = field(default_factory=dict)
    """Sessions with the time of their sign-in, and the headers and body with its tokens."""
    _sessions: dict[str, str] = field(default_factory=dict)
    """Sessions by the authorisation codes that were issued for them."""

    def answer(self, method: str, path: str, headers: Headers, body: bytes) -> Answer:
        """Answers a request of a browser."""
        name = path.split("?", maxsplit=1)[0]
        known = _session(headers)
        if name == "/oauth2/token":
            return self._token(headers, body)
        if method == "POST":
            return self._login(path, headers, body)
        answer = self._forward(method, path, headers, body)
        if name == "/logout":
            self._signed_in.pop(known, None)
            return _with(answer, f"{_COOKIE}=; Path=/; Max-Age=0")
        if name == "/oauth2/authorize" and answer[0] == 200 and self._is_signed_in(known):
            return self._code(path, known)
        return answer

    def _login(self, path: str, headers: Headers, body: bytes) -> Answer:
        """Handles a submitted form, at each path where MiniStack accepts one. A completed sign-in begins a session."""
        form = _form(body)
        answer = self.second.confirm(form) if "step" in form else self._first(path, headers, body, form)
        code = _code_in(answer)
        if not code:
            return answer
        session = secrets.token_urlsafe(24)
        self._sessions[code] = session
        return _with(answer, f"{_COOKIE}={session}; Path=/; HttpOnly; SameSite=Lax; Max-Age={_LIFETIME}")

    def _first(self, path: str, headers: Headers, body: bytes, form: Form) -> Answer:
        """Lets MiniStack check the password, or change a temporary one, and then asks for the second step."""
        answer = self._forward("POST", path, headers, body)
        token = form.get("np_token", "")
        name = self._names.get(token) or form.get("username", "")
        if asked := _NEW_PASSWORD.search(answer[2]):
            self._names[asked[1].decode()] = name
        if not _code_in(answer):
            return answer
        self._names.pop(token, None)
        return self.second.ask(name, form.get("new_password") or form["password"], answer)

    def _code(self, path: str, session: str) -> Answer:
        """Redirects back with a code, without the page. MiniStack has accepted the request."""
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(path).query))
        code = secrets.token_urlsafe(24)
        self._sessions[code] = session
        back = urllib.parse.urlencode({"code": code, "state": query.get("state", "")})
        return 302, [("Location", f"{query['redirect_uri']}?{back}")], b""

    def _token(self, headers: Headers, body: bytes) -> Answer:
        """Exchanges a code; one that was issued without the page gets the tokens of its session, which are as old as it."""
        session = self._sessions.pop(_form(body).get("code", ""), "")
        if session in self._signed_in:
            since, sent, tokens = self._signed_in[session]
            left = int(tokens["expires_in"] - (time.monotonic() - since))
            return 200, sent, json.dumps({**tokens, "expires_in": left}).encode()
        status, sent, answered = self._forward("POST", "/oauth2/token", headers, body)
        if session and status == 200:
            self._signed_in[session] = (time.monotonic(), sent, json.loads(answered))
        return status, sent, answered

    def _is_signed_in(self, session: str) -> bool:
        since, _, tokens = self._signed_in.get(session, (0.0, [], {"expires_in": 0}))
        return time.monotonic() - since < tokens["expires_in"]

    def _forward(self, method: str, path: str, headers: Headers, body: bytes) -> Answer:
        connection = http.client.HTTPConnection(self.host, timeout=35)
        try:
            unsent = {"host", "content-length", "connection", "accept-encoding", "cookie"}
            kept = {name: value for name, value in headers if name.lower() not in unsent}
            connection.request(method, path, body or None, kept)
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            connection.close()


def _form(body: bytes) -> Form:
    """Reads a form like MiniStack: of a repeated field the first. Otherwise one user's code could sign another in."""
    return {name: values[0] for name, values in urllib.parse.parse_qs(body.decode(), keep_blank_values=True).items()}


def _session(headers: Headers) -> str:
    cookies = SimpleCookie("; ".join(value for name, value in headers if name.lower() == "cookie"))
    return cookies[_COOKIE].value if _COOKIE in cookies else ""


def _with(answer: Answer, cookie: str) -> Answer:
    status, headers, body = answer
    return status, [*headers, ("Set-Cookie", cookie)], body


def _code_in(answer: Answer) -> str:
    """Returns the authorisation code of a redirect back to the site."""
    location = next((value for name, value in answer[1] if name.lower() == "location"), "")
    return urllib.parse.parse_qs(urllib.parse.urlsplit(location).query).get("code", [""])[0]
