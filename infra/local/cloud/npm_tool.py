"""Installs tools from npm into .tools/, at the versions and checksums of their lock files."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from .settings import ROOT, Problem

_FILES = ("package.json", "package-lock.json", ".npmrc")


def install(name: str, hint: str = "") -> None:
    """Installs the recipe in infra/local/<name> once; the hint ends the message about a missing npm."""
    recipe, target = ROOT / "infra" / "local" / name, ROOT / ".tools" / name
    if _installed(recipe, target):
        return
    npm = shutil.which("npm")
    if npm is None:
        raise Problem(f"npm is missing (on Debian: apt install npm); {name} comes from there. {hint}".rstrip())
    print(f"Installing {name} into .tools/{name} (only the first time) …", flush=True)
    target.mkdir(parents=True, exist_ok=True)
    for file in _FILES:
        shutil.copy(recipe / file, target / file)
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if subprocess.run(command, cwd=target, check=False).returncode != 0:
        shutil.rmtree(target)
        raise Problem(f"{name} could not be installed; npm says why above. Is there a network?")


def _installed(recipe: Path, target: Path) -> bool:
    """Returns true if the installation matches the current lock file."""
    lock = Path("package-lock.json")
    complete = target / "node_modules" / ".package-lock.json"
    return complete.exists() and (target / lock).read_bytes() == (recipe / lock).read_bytes()
