"""Builds the functions and the pretend Stripe, and packages the functions for the emulator."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from .settings import ROOT, Problem

_TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
_BUILT = _TARGET / "debug" / "functions"
# The deployed copy: cargo replaces its own file while it builds, and a cold start at that moment would fail.
_DEPLOYED = _TARGET / "local" / "functions"
PRETEND_STRIPE = _TARGET / "debug" / "pretend-stripe"


def build(functions: Iterable[str]) -> None:
    """Builds one binary that holds every function, and the pretend Stripe.

    A single binary is linked once instead of 52 times. The whole workspace is selected so that cargo resolves the same
    features of dependencies as `cargo nextest run --workspace` does: nothing is compiled twice between `make dev` and
    `make test`.
    """
    _cargo("build", "--locked", "--workspace", "--bin", "functions", "--bin", "pretend-stripe")
    _deploy_copy()
    held = set(subprocess.run([_DEPLOYED, "--list"], capture_output=True, text=True, check=True).stdout.split())
    if missing := set(functions) - held:
        raise Problem(f"template.yaml names functions that infra/functions does not list: {', '.join(sorted(missing))}.")


def _cargo(*arguments: str) -> None:
    if subprocess.run(["cargo", *arguments], cwd=ROOT, check=False).returncode != 0:
        raise Problem("the build failed; see cargo's output above.")


def _deploy_copy() -> None:
    """Replaces the deployed copy atomically by a hard link to the new binary, so that no large file is copied."""
    _DEPLOYED.parent.mkdir(parents=True, exist_ok=True)
    # The process id keeps concurrent runs apart.
    fresh = _DEPLOYED.with_name(f"functions.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    os.link(_BUILT, fresh)
    fresh.replace(_DEPLOYED)
    # When both names already refer to one file, `rename` does nothing and leaves the extra name.
    fresh.unlink(missing_ok=True)


def package(name: str) -> tuple[str, bytes]:
    """Returns the S3 key and the content of a function's deployment package. The key changes with the binary.

    The emulator keeps every package in memory and runs it on this machine, so the package is a launcher that starts the
    local binary with the function's name: 52 of them deploy in an instant.
    """
    if not _DEPLOYED.exists():
        raise Problem("the functions are not built; start once without --no-build.")
    state = _DEPLOYED.stat()
    launcher = f"#!/bin/sh\n# {state.st_size} {state.st_mtime_ns}\nexec {_DEPLOYED} {name}\n"
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        entry = zipfile.ZipInfo("bootstrap")
        entry.external_attr = 0o755 << 16
        opened.writestr(entry, launcher)
    digest = hashlib.sha256(archive.getvalue()).hexdigest()[:16]
    return f"functions/{name}-{digest}.zip", archive.getvalue()


def sources() -> Sequence[Path]:
    """Lists the files whose change requires a rebuild."""
    folders = [ROOT / "functions", ROOT / "shared", ROOT / "infra" / "functions"]
    files = [path for folder in folders for path in folder.rglob("*") if path.suffix in {".rs", ".toml", ".html", ".pem"}]
    return [*files, ROOT / "Cargo.toml", ROOT / "Cargo.lock"]
