"""The hosted sign-in: its second step, and its session."""

from __future__ import annotations

import json
import re
import threading
import time
import urllib.parse
from collections.abc import Iterator
from http.server import HTTPServer
from pathlib import Path

import pyotp
import pytest
from cognito import HostedPage, UserPool

from cloud import mfa
from cloud.authenticator import Authenticator
from cloud.mfa import Answer, Headers, SecondStep
from cloud.sign_in import SignIn

AUTHORIZE = "/oauth2/authorize?client_id=c&redirect_uri=http%3A%2F%2Fsite%2Fsigned-in&state=s1"


@pytest.fixture
def pool() -> UserPool:
    return UserPool()


@pytest.fixture
def sign_in(pool: UserPool, tmp_path: Path) -> Iterator[SignIn]:
    server = HTTPServer(("127.0.0.1", 0), HostedPage)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    app = Authenticator(tmp_path / "authenticator.json")
    second = SecondStep(pool, "pool", "c", "http://site", app)
    yield SignIn(f"127.0.0.1:{server.server_port}", second)
    server.shutdown()
    server.server_close()


def _post(sign_in: SignIn, **form: str) -> Answer:
    return sign_in.answer("POST", "/login", [], urllib.parse.urlencode(form).encode())


def _password(sign_in: SignIn, name: str = "ada") -> str:
    """Signs in with the password, and returns the page that follows."""
    return _post(sign_in, username=name, password="x")[2].decode()


def _code(sign_in: SignIn, page: str, code: str) -> Answer:
    """Submits a code on a page."""
    found = re.search('name="step" value="([^"]+)"', page)
    assert found, page
    return _post(sign_in, step=found[1], code=code)


def _secret(page: str) -> str:
    found = re.search("<code>([A-Z2-7]+)</code>", page)
    assert found, page
    return found[1]


def _following(secret: str) -> str:
    """Returns the next code, which is accepted already."""
    return pyotp.TOTP(secret).at(time.time(), counter_offset=1)


def _wrong(secret: str) -> str:
    """Returns a code that is not valid now or soon."""
    valid = {pyotp.TOTP(secret).at(time.time(), counter_offset=offset) for offset in range(-2, 4)}
    return next(code for code in (f"{number:06d}" for number in range(7)) if code not in valid)


def _enrol(sign_in: SignIn) -> tuple[str, Headers]:
    """Signs in for the first time; returns the app's secret and the browser's cookie."""
    page = _password(sign_in)
    secret = _secret(page)
    status, headers, _ = _code(sign_in, page, pyotp.TOTP(secret).now())
    assert (status, dict(headers)["Location"]) == (302, "http://site/signed-in?code=first&state=s1")
    assert _exchange(sign_in, "first") == (200, {"id_token": "one", "expires_in": 3600})
    cookie = next(value for name, value in headers if name == "Set-Cookie")
    assert "HttpOnly" in cookie and "Max-Age=3600" in cookie
    return secret, [("Cookie", cookie.split(";")[0])]


def _exchange(sign_in: SignIn, code: str) -> tuple[int, dict[str, str]]:
    form = urllib.parse.urlencode({"grant_type": "authorization_code", "client_id": "c", "code": code})
    status, _, body = sign_in.answer("POST", "/oauth2/token", [], form.encode())
    return status, json.loads(body)


def test_the_first_sign_in_enrols_an_app_and_confirms_a_code(sign_in: SignIn, pool: UserPool) -> None:
    status, headers, page = _post(sign_in, username="ada", password="x")
    secret = _secret(page.decode())
    assert status == 200 and not {"Location", "Set-Cookie"} & set(dict(headers))
    assert f"otpauth://totp/3D%20Things%20%28local%29:ada?secret={secret}" in page.decode()
    assert b"This code is wrong." in _code(sign_in, page.decode(), _wrong(secret))[2]
    assert not pool.enrolled, "nothing is enrolled without a right code"
    assert _code(sign_in, page.decode(), pyotp.TOTP(secret).now())[0] == 302
    assert pool.enrolled == {"ada": secret}


def test_a_later_sign_in_asks_for_a_code_of_the_enrolled_app(sign_in: SignIn) -> None:
    secret, _ = _enrol(sign_in)
    page = _password(sign_in)
    assert "<code>" not in page, "the secret is shown once"
    assert b"This code is wrong." in _code(sign_in, page, _wrong(secret))[2]
    assert b"This code is wrong." in _code(sign_in, page, "12345")[2]
    assert _code(sign_in, page, _following(secret))[0] == 302


def test_a_code_signs_in_only_once(sign_in: SignIn) -> None:
    secret, _ = _enrol(sign_in)
    following = _following(secret)
    assert _code(sign_in, _password(sign_in), following)[0] == 302
    assert b"used already" in _code(sign_in, _password(sign_in), following)[2]


def test_three_wrong_codes_end_the_sign_in(sign_in: SignIn) -> None:
    secret, _ = _enrol(sign_in)
    page = _password(sign_in)
    assert [_code(sign_in, page, _wrong(secret))[0] for _ in range(3)] == [200, 200, 400]
    assert _code(sign_in, page, _following(secret))[0] == 400
    assert _code(sign_in, _password(sign_in), _following(secret))[0] == 302


def test_a_sign_in_ends_three_minutes_after_the_password(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    secret, _ = _enrol(sign_in)
    page = _password(sign_in)
    monkeypatch.setattr(mfa, "_LIFETIME", 0)
    assert _code(sign_in, page, _following(secret))[0] == 400


def test_a_temporary_password_is_replaced_before_the_enrolment(sign_in: SignIn, pool: UserPool) -> None:
    assert b"np_token" in _post(sign_in, username="ada", password="temporary")[2]
    page = _post(sign_in, np_token="t1", new_password="y", confirm_password="y")[2].decode()
    assert _code(sign_in, page, pyotp.TOTP(_secret(page)).now())[0] == 302
    assert set(pool.enrolled) == {"ada"}


def test_a_wrong_password_is_asked_for_no_code(sign_in: SignIn) -> None:
    assert _post(sign_in, username="ada", password="wrong")[2] == b"<form>"


def test_a_repeated_field_cannot_choose_whose_app_is_asked(sign_in: SignIn) -> None:
    _enrol(sign_in)
    _, _, page = sign_in.answer("POST", "/login", [], b"username=ada&password=x&username=eve")
    assert b"<code>" not in page


def test_an_app_that_was_reset_is_enrolled_again(sign_in: SignIn, pool: UserPool) -> None:
    secret, _ = _enrol(sign_in)
    pool.enrolled.clear()
    assert _secret(_password(sign_in)) != secret


def test_the_page_tells_an_unused_code_of_an_app_enrolled_here(sign_in: SignIn, pool: UserPool) -> None:
    pool.enrolled["eve"] = pyotp.random_base32()
    assert "Local cloud only" not in _password(sign_in, "eve")
    _enrol(sign_in)
    page = _password(sign_in)
    told = re.search("the code is <b>([0-9]{6})</b>", page)
    assert told and _code(sign_in, page, told[1])[0] == 302


def test_a_reload_within_the_session_is_silent(sign_in: SignIn) -> None:
    _, cookie = _enrol(sign_in)
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
    _, cookie = _enrol(sign_in)
    _, headers, _ = sign_in.answer("GET", "/logout?client_id=c", cookie, b"")
    assert any(name == "Set-Cookie" and "Max-Age=0" in value for name, value in headers)
    assert sign_in.answer("GET", AUTHORIZE, cookie, b"")[0] == 200


def test_a_request_that_the_emulator_refuses_stays_refused(sign_in: SignIn) -> None:
    elsewhere = AUTHORIZE.replace("%2F%2Fsite", "%2F%2Fevil")
    assert sign_in.answer("GET", elsewhere, _enrol(sign_in)[1], b"")[0] == 400
