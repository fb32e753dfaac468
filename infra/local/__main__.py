"""Entry point of the local cloud: `python3 infra/local <command>`.

Needs only Python 3.11 or newer. Creates the virtual environments under .tools/ once, from the locked requirements, and
then runs the package `cloud` inside them.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
TOOLS = HERE.parents[1] / ".tools"


def fail(sentence: str) -> None:
    """Exits with a one-sentence error message."""
    sys.exit(f"error: {sentence}")


def environment(name: str) -> Path:
    """Returns a virtual environment, created again whenever its locked requirements have changed."""
    TOOLS.mkdir(exist_ok=True)
    # CI installs the tools beside the build, so two processes may ask for the same environment.
    with (TOOLS / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _environment(name)


def _environment(name: str) -> Path:
    target = TOOLS / name
    requirements = HERE / "requirements" / f"{name}.txt"
    fingerprint = hashlib.sha256(requirements.read_bytes() + sys.version.encode()).hexdigest()
    stamp = target / "installed"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == fingerprint:
        return target
    print(f"Installing {requirements.relative_to(TOOLS.parent)} into .tools/{name} (only the first time, about a minute) …", flush=True)
    shutil.rmtree(target, ignore_errors=True)
    try:
        venv.create(target, with_pip=True)
    except (subprocess.CalledProcessError, ImportError):
        fail("this Python cannot make virtual environments; install its venv module (on Debian: apt install python3-venv).")
    pip = [target / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    # The lock file lists every package, so pip has nothing to resolve.
    if subprocess.run([*pip, "--no-deps", "--require-hashes", "--requirement", requirements], check=False).returncode != 0:
        shutil.rmtree(target, ignore_errors=True)
        fail(f"the packages of {requirements.name} could not be installed; see the lines above. Is there a network?")
    stamp.write_text(fingerprint, encoding="utf-8")
    return target


def main() -> None:
    """Installs the required environments, then replaces itself with the command."""
    if sys.version_info < (3, 11):
        fail(f"the local cloud needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    arguments = sys.argv[1:]
    if arguments[:1] == ["tools"]:
        for name in ("lint", "api"):
            environment(name)
    python = environment("cloud") / "bin" / "python"
    os.environ["PYTHONPATH"] = str(HERE)
    os.execv(python, [python, "-m", "cloud", *arguments])


if __name__ == "__main__":
    main()
