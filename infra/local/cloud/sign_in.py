"""The session of the hosted sign-in page: a cookie for an hour, as Cognito sets it and MiniStack does not.

Without it each reload of the back office would ask for the password. Everything is forwarded to MiniStack. The session
remembers the tokens of a sign-in; a later sign-in of the same browser gets a code of its own without the page. It gets the
same tokens, because those that MiniStack issues for a refresh token name no groups.
"""

from __future__ import annotations

import http.client
import json
import secrets
import time
import urllib.parse
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

_COOKIE = "cognito"
_LIFETIME = 3600

Headers = list[tuple[str, str]]
Answer = tuple[int, Headers, bytes]


def serves(path: str) -> bool:
    """Returns true for the paths of the hosted sign-in."""
    return path.split("?", maxsplit=1)[0].startswith(("/oauth2/", "/login", "/logout"))


@dataclass
class SignIn:
    """The hosted sign-in of the emulator at a host and port, with sessions."""

    host: str
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
        answer = self._forward(method, path, headers, body)
        if name == "/logout":
            self._signed_in.pop(known, None)
            return _with(answer, f"{_COOKIE}=; Path=/; Max-Age=0")
        if name == "/oauth2/authorize" and answer[0] == 200 and self._is_signed_in(known):
            return self._code(path, known)
        code = _code_in(answer)
        if name == "/login" and code:
            session = secrets.token_urlsafe(24)
            self._sessions[code] = session
            return _with(answer, f"{_COOKIE}={session}; Path=/; HttpOnly; SameSite=Lax; Max-Age={_LIFETIME}")
        return answer

    def _code(self, path: str, session: str) -> Answer:
        """Redirects back with a code, without the page. MiniStack has accepted the request."""
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(path).query))
        code = secrets.token_urlsafe(24)
        self._sessions[code] = session
        back = urllib.parse.urlencode({"code": code, "state": query.get("state", "")})
        return 302, [("Location", f"{query['redirect_uri']}?{back}")], b""

    def _token(self, headers: Headers, body: bytes) -> Answer:
        """Exchanges a code; one that was issued without the page gets the tokens of its session, which are as old as it."""
        form = dict(urllib.parse.parse_qsl(body.decode()))
        session = self._sessions.pop(form.get("code", ""), "")
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
