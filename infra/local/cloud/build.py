"""Builds the functions and the pretend Stripe in one go, and lays the binaries where template.yaml expects them."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import zipfile
from collections.abc import Iterable
from pathlib import Path

from .settings import LAMBDA, ROOT, Problem

_TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
PRETEND_STRIPE = _TARGET / "debug" / "pretend-stripe"


def build(functions: Iterable[str], *, for_tests: bool = False) -> None:
    """Builds everything in the dev profile; cargo's own progress is what the reader sees.

    For tests the whole workspace is built as `cargo nextest` does: with the same features, so that nothing is built twice.
    """
    names = sorted(functions)
    missing = [name for name in names if not (ROOT / "functions" / name / "Cargo.toml").exists()]
    if missing:
        raise Problem(f"template.yaml names functions that have no folder under functions/: {', '.join(missing)}.")
    packages = [argument for name in [*names, "pretend-stripe"] for argument in ("--package", name)]
    if for_tests:
        packages = ["--workspace", "--all-targets"]
    if subprocess.run(["cargo", "build", "--locked", *packages], cwd=ROOT, check=False).returncode != 0:
        raise Problem("the build failed; cargo says why above.")
    for name in names:
        _link(_TARGET / "debug" / name, LAMBDA / name / "bootstrap")


def _link(binary: Path, bootstrap: Path) -> None:
    """A hard link: no second copy of a large binary, and a running one is never written to."""
    bootstrap.parent.mkdir(parents=True, exist_ok=True)
    # Another run may do the same at this moment.
    fresh = bootstrap.with_name(f"bootstrap.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    os.link(binary, fresh)
    fresh.replace(bootstrap)
    # When both names already are one file, `rename` does nothing and leaves the extra name.
    fresh.unlink(missing_ok=True)


def package(name: str) -> tuple[str, bytes]:
    """A function's deployment package and the key it is uploaded under, which changes with the binary.

    The emulator keeps every package in memory and runs it on this machine, so the package is a launcher of the real
    binary and not the binary itself: 25 of them deploy in an instant.
    """
    bootstrap = LAMBDA / name / "bootstrap"
    if not bootstrap.exists():
        raise Problem(f"{bootstrap.relative_to(ROOT)} is missing; start once without --no-build.")
    state = bootstrap.stat()
    launcher = f"#!/bin/sh\n# {state.st_size} {state.st_mtime_ns}\nexec {bootstrap}\n"
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        entry = zipfile.ZipInfo("bootstrap")
        entry.external_attr = 0o755 << 16
        opened.writestr(entry, launcher)
    digest = hashlib.sha256(archive.getvalue()).hexdigest()[:16]
    return f"functions/{name}-{digest}.zip", archive.getvalue()
