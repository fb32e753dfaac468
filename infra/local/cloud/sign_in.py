"""The session of the hosted sign-in page: a cookie for an hour, as Cognito sets it and MiniStack does not.

Without it each reload of the back office would ask for the password. Everything is forwarded to MiniStack. The session
remembers the refresh token of a sign-in; a later sign-in of the same browser gets a code of its own without the page.
"""

from __future__ import annotations

import http.client
import json
import secrets
import urllib.parse
from dataclasses import dataclass, field
from http.cookies import SimpleCookie

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
    _refresh_tokens: dict[str, str] = field(default_factory=dict)
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
            self._refresh_tokens.pop(known, None)
            return _with(answer, f"{_COOKIE}=; Path=/; Max-Age=0")
        if name == "/oauth2/authorize" and answer[0] == 200 and known in self._refresh_tokens:
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
        """Exchanges a code; one that was issued without the page gets the tokens of its session."""
        form = dict(urllib.parse.parse_qsl(body.decode()))
        session = self._sessions.pop(form.get("code", ""), "")
        refresh_token = self._refresh_tokens.get(session)
        if refresh_token is None:
            answer = self._forward("POST", "/oauth2/token", headers, body)
            if session and answer[0] == 200:
                self._refresh_tokens[session] = json.loads(answer[2])["refresh_token"]
            return answer
        renewal = {"grant_type": "refresh_token", "client_id": form["client_id"], "refresh_token": refresh_token}
        status, sent, tokens = self._forward("POST", "/oauth2/token", headers, urllib.parse.urlencode(renewal).encode())
        if status == 200:
            tokens = json.dumps({**json.loads(tokens), "refresh_token": refresh_token}).encode()
        else:
            self._refresh_tokens.pop(session, None)
        return status, sent, tokens

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
