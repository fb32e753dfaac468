"""Creates staff and signs in as the first admin."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import urllib.error
import urllib.parse
import urllib.request
from http.client import HTTPMessage
from typing import IO, Any

from .settings import Problem

_CALLBACK = "/signed-in"


def new_password() -> str:
    """Generates a password that satisfies the user pool's policy."""
    return f"{secrets.token_urlsafe(18)}-aA1"


def create(cognito: Any, pool: str, email: str, password: str, group: str | None) -> None:
    """Creates a member of staff, or resets the password of an existing one."""
    try:
        cognito.admin_create_user(
            UserPoolId=pool,
            Username=email,
            TemporaryPassword=password,
            MessageAction="SUPPRESS",
            UserAttributes=[{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}],
        )
    except cognito.exceptions.UsernameExistsException:
        pass
    cognito.admin_set_user_password(UserPoolId=pool, Username=email, Password=password, Permanent=True)
    if group is not None:
        cognito.admin_add_user_to_group(UserPoolId=pool, Username=email, GroupName=group)


def sign_in_url(endpoint: str, client_id: str, site: str, challenge: str = "") -> str:
    """Returns the URL of the hosted sign-in, with PKCE if there is a challenge."""
    query = {"response_type": "code", "client_id": client_id, "redirect_uri": site + _CALLBACK, "scope": "openid email"}
    if challenge:
        query |= {"code_challenge": challenge, "code_challenge_method": "S256"}
    return f"{endpoint}/oauth2/authorize?{urllib.parse.urlencode(query)}"


def token(endpoint: str, client_id: str, site: str, email: str, password: str) -> str:
    """Fetches an ID token as a browser does: hosted sign-in, authorisation code, PKCE."""
    verifier = secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    form = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(sign_in_url(endpoint, client_id, site, challenge)).query))
    location = _post(f"{endpoint}/login", {**form, "username": email, "password": password}).headers.get("Location", "")
    code = urllib.parse.parse_qs(urllib.parse.urlsplit(location).query).get("code")
    if not code:
        raise Problem(f"{email} could not sign in; does .local/shop.json belong to the cloud that runs now?")
    exchange = {
        "grant_type": "authorization_code",
        "client_id": client_id,
        "redirect_uri": site + _CALLBACK,
        "code": code[0],
        "code_verifier": verifier,
    }
    return json.load(_post(f"{endpoint}/oauth2/token", exchange))["id_token"]


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Returns redirects instead of following them."""

    def redirect_request(self, *_: object) -> None:  # type: ignore[override]
        return None


class Answer:
    """A response, also one with an error status."""

    def __init__(self, status: int, headers: HTTPMessage, body: IO[bytes]) -> None:
        self.status = status
        self.headers = headers
        self.read = body.read


def _post(url: str, form: dict[str, str]) -> Any:
    data = urllib.parse.urlencode(form).encode()
    try:
        answer = urllib.request.build_opener(_NoRedirect).open(urllib.request.Request(url, data=data), timeout=10)
        return Answer(answer.status, answer.headers, answer)
    except urllib.error.HTTPError as answer:
        return Answer(answer.code, answer.headers, answer)
