"""The second step of the hosted sign-in, which MiniStack's page lacks: a code of an authenticator app, or its enrolment.

MiniStack keeps the secrets and checks the codes. This part asks for them as Cognito does with MFA `ON`: it holds MiniStack's
redirect to the site back until there was a right code, which counts only once.
"""

from __future__ import annotations

import re
import secrets
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from . import mfa_pages
from .authenticator import Authenticator

_LIFETIME = 180
"""Seconds that a sign-in may take after the password, like Cognito's."""
_ATTEMPTS = 3
_CODE_LIFETIME = 90
"""Seconds in which MiniStack accepts a code: those of its step and of the two beside it."""

_CLIENT = "local-sign-in"

Form = dict[str, str]
Headers = list[tuple[str, str]]
Answer = tuple[int, Headers, bytes]


def client(cognito: Any, pool: str) -> str:
    """Returns the id of a client that may sign in through the API and enrol apps. The back office's may not."""
    for known in cognito.list_user_pool_clients(UserPoolId=pool, MaxResults=60)["UserPoolClients"]:
        if known["ClientName"] == _CLIENT:
            return known["ClientId"]
    flows = ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    made = cognito.create_user_pool_client(UserPoolId=pool, ClientName=_CLIENT, ExplicitAuthFlows=flows)
    return made["UserPoolClient"]["ClientId"]


@dataclass
class _Step:
    """A sign-in whose password was right."""

    user: str
    email: str
    redirect: Answer
    access_token: str = ""
    secret: str = ""
    """The secret to enrol; empty for staff who have enrolled."""
    began: float = field(default_factory=time.monotonic)
    wrong: int = 0


@dataclass
class SecondStep:
    """Second steps of one user pool's sign-ins."""

    cognito: Any
    pool: str
    client: str
    site: str
    app: Authenticator
    _steps: dict[str, _Step] = field(default_factory=dict)
    _used: dict[tuple[str, str], float] = field(default_factory=dict)
    """Users and their codes with the times at which these were accepted."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, name: str, password: str, redirect: Answer) -> Answer:
        """Asks for a code after the right password. Staff without an app enrol one first."""
        found = self.cognito.admin_get_user(UserPoolId=self.pool, Username=name)
        step = _Step(found["Username"], name, redirect)
        if "SOFTWARE_TOKEN_MFA" not in found.get("UserMFASettingList", []):
            step.access_token = self._access_token(name, password)
            step.secret = self.cognito.associate_software_token(AccessToken=step.access_token)["SecretCode"]
        key = secrets.token_urlsafe(24)
        self._steps[key] = step
        return self._page(key, step)

    def _access_token(self, name: str, password: str) -> str:
        begun = self.cognito.admin_initiate_auth(
            UserPoolId=self.pool,
            ClientId=self.client,
            AuthFlow="ADMIN_USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": name, "PASSWORD": password},
        )
        return begun["AuthenticationResult"]["AccessToken"]

    def confirm(self, form: Form) -> Answer:
        """Lets a sign-in with the right code continue. After three wrong ones or three minutes it must start again."""
        key, code = form["step"], form.get("code", "").replace(" ", "")
        with self._lock:
            step = self._steps.get(key)
            if step is None or time.monotonic() - step.began > _LIFETIME:
                return mfa_pages.ended(self.site)
            fault = self._fault(step, code)
            step.wrong += 1 if fault else 0
            if not fault or step.wrong == _ATTEMPTS:
                del self._steps[key]
            if not fault:
                return step.redirect
        return mfa_pages.ended(self.site) if step.wrong == _ATTEMPTS else self._page(key, step, fault)

    def _fault(self, step: _Step, code: str) -> str:
        """Returns the reason for which a code is refused; an accepted one is used up."""
        if self._was_used(step, code):
            return "This code was used already. Wait for the next one."
        if not re.fullmatch("[0-9]{6}", code) or not self._is_right(step, code):
            return "This code is wrong."
        self._used[step.user, code] = time.monotonic()
        if step.secret:
            self.app.add(step.user, step.secret)
        return ""

    def _is_right(self, step: _Step, code: str) -> bool:
        wrong = self.cognito.exceptions
        try:
            if step.secret:
                self.cognito.verify_software_token(AccessToken=step.access_token, UserCode=code)
            else:
                answers = {"USERNAME": step.user, "SOFTWARE_TOKEN_MFA_CODE": code}
                self.cognito.respond_to_auth_challenge(ClientId=self.client, ChallengeName="SOFTWARE_TOKEN_MFA", ChallengeResponses=answers)
        except (wrong.CodeMismatchException, wrong.EnableSoftwareTokenMFAException):
            return False
        return True

    def _page(self, key: str, step: _Step, fault: str = "") -> Answer:
        if step.secret:
            return mfa_pages.enrolment(key, step.email, step.secret, fault)
        unused = (code for code in self.app.codes(step.user) if not self._was_used(step, code))
        return mfa_pages.code(key, next(unused, None), fault)

    def _was_used(self, step: _Step, code: str) -> bool:
        return time.monotonic() - self._used.get((step.user, code), -_CODE_LIFETIME) < _CODE_LIFETIME
