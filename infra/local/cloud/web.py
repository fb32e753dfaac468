"""Builds the two sites and publishes them to the local cloud, as infra/publish.sh does to AWS."""

from __future__ import annotations

import fcntl
import hashlib
import json
import mimetypes
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from .settings import ROOT, Problem

WEB = ROOT / "web"
STOREFRONT = WEB / "storefront" / "dist"
ADMIN = WEB / "admin" / "dist"

_IMMUTABLE = "public, max-age=31536000, immutable"
_REVALIDATE = "no-cache"


def install() -> None:
    """Installs the packages of web/package-lock.json, once for each version of that file."""
    if shutil.which("npm") is None:
        raise Problem("npm is missing; install Node.js 20 or newer (https://nodejs.org).")
    fingerprint = hashlib.sha256((WEB / "package-lock.json").read_bytes()).hexdigest()
    marker = WEB / "node_modules" / ".installed"
    # The browser tests and the checks of the sources may ask for the packages at the same time.
    with (WEB / "package-lock.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if marker.exists() and marker.read_text(encoding="utf-8") == fingerprint:
            return
        _npm("ci", "--no-audit", "--no-fund", "--loglevel=error")
        marker.write_text(fingerprint, encoding="utf-8")


def prepare() -> None:
    """Installs the packages and generates the API's types from docs/openapi.json."""
    install()
    _npm("run", "--silent", "generate")


def build() -> None:
    """Builds both sites."""
    prepare()
    _npm("run", "--silent", "build", "--", "--logLevel=warn")


def install_chromium() -> None:
    """Installs Debian's Chromium if it is missing."""
    if shutil.which("chromium") is not None:
        return
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        raise Problem("the browser tests need Chromium: on Debian, apt install chromium.")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]):
        if subprocess.run(command, env=environment, check=False, stdout=subprocess.DEVNULL).returncode != 0:
            raise Problem(f"{' '.join(command)} failed; it says why above.")


def _npm(*arguments: str) -> None:
    if subprocess.run(["npm", *arguments], cwd=WEB, check=False, stdout=subprocess.DEVNULL).returncode != 0:
        raise Problem(f"npm {' '.join(arguments)} failed in web/; it says why above.")


def assets_version() -> str:
    """Returns the version of the storefront's last build, the folder of its scripts."""
    version = STOREFRONT / "version"
    return version.read_text(encoding="utf-8").strip() if version.exists() else "unpublished"


def publish(s3: Any, bucket: str, config: dict[str, str]) -> None:
    """Uploads both sites to the bucket."""
    _put(s3, bucket, f"assets/{assets_version()}/", STOREFRONT, _IMMUTABLE)
    _put(s3, bucket, "admin/assets/", ADMIN / "assets", _IMMUTABLE)
    if (page := ADMIN / "index.html").exists():
        _put_one(s3, bucket, "admin/index.html", page.read_bytes(), _REVALIDATE)
    _put_one(s3, bucket, "admin/config.json", json.dumps(config).encode(), _REVALIDATE)


def _put(s3: Any, bucket: str, prefix: str, folder: Path, cached: str) -> None:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            _put_one(s3, bucket, prefix + path.relative_to(folder).as_posix(), path.read_bytes(), cached)


def _put_one(s3: Any, bucket: str, key: str, content: bytes, cached: str) -> None:
    kind = mimetypes.guess_type(key)[0] or "application/octet-stream"
    s3.put_object(Bucket=bucket, Key=key, Body=content, ContentType=kind, CacheControl=cached)
