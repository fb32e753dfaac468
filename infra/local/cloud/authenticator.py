"""The authenticator app of everybody who enrolled on this machine, so that developers need no phone."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pyotp


class Authenticator:
    """Secrets by user in a file, because MiniStack keeps them between starts too but does not tell them."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def add(self, user: str, secret: str) -> None:
        """Adds a user's secret, or replaces it."""
        self._file.touch(mode=0o600)
        self._file.write_text(json.dumps({**self._secrets(), user: secret}), encoding="utf-8")

    def codes(self, user: str) -> list[str]:
        """Returns a user's current code and the next one, which counts already; none if they enrolled elsewhere."""
        secret, now = self._secrets().get(user), time.time()
        return [pyotp.TOTP(secret).at(now, counter_offset=later) for later in (0, 1)] if secret else []

    def _secrets(self) -> dict[str, str]:
        return json.loads(self._file.read_text(encoding="utf-8") or "{}") if self._file.exists() else {}
