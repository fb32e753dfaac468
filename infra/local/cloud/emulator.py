"""Starts MiniStack, the AWS emulator, and creates SDK clients for it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import boto3

from .process import Child
from .settings import HOST, REGION, Run

_CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}


def start(run: Run) -> Child:
    """Starts MiniStack with signatures and role policies enforced (`AUTH`), and waits until it is healthy."""
    state = _made(run.directory / "aws")
    # Functions inherit this environment, so it contains only variables that they may see.
    env = {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TZ") if name in os.environ},
        **_CREDENTIALS,
        "ALLOWED_CALLS": str(allowed_calls(run)),
        "AUTH": "true",
        # Lambda sets these two from a function's LoggingConfig; MiniStack does not.
        "AWS_LAMBDA_LOG_FORMAT": "JSON",
        "AWS_LAMBDA_LOG_LEVEL": "INFO",
        "AWS_ENDPOINT_URL": run.aws,
        "BIND_HOST": HOST,
        "GATEWAY_PORT": str(run.ports.aws),
        "IOT_MTLS_ENABLED": "0",
        "LOG_LEVEL": "INFO",
        "MINISTACK_REGION": REGION,
        "PERSIST_STATE": "1" if run.keep else "0",
        "S3_DATA_DIR": str(state / "s3"),
        "S3_PERSIST": "1" if run.keep else "0",
        "STATE_DIR": str(state / "state"),
        "TMPDIR": str(_made(state / "tmp")),
    }
    allowed_calls(run).touch()
    # -P: the script's folder is not searched for modules, so that MiniStack imports none of this package.
    child = Child("MiniStack", [sys.executable, "-P", Path(__file__).with_name("emulate.py")], run.directory / "ministack.log", env)
    child.wait_until_healthy(f"{run.aws}/_ministack/health")
    return child


def allowed_calls(run: Run) -> Path:
    """Returns the file with each role, action and resource that MiniStack has allowed, a JSON list in each line."""
    return run.directory / "aws" / "allowed-calls.jsonl"


def id_token_key(run: Run, pool: str) -> Path:
    """Returns the PEM file of a user pool's signing key, with which tests create ID tokens that must be refused."""
    return run.directory / "aws" / "state" / "cognito-pool-keys" / f"{pool}-id.pem"


def _made(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    return path


def client(run: Run, service: str) -> Any:
    """Creates an SDK client with the permissions of the account's owner."""
    return client_at(run.aws, service)


def client_at(endpoint: str, service: str) -> Any:
    """Creates such a client for an emulator that is already running."""
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id=_CREDENTIALS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=_CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
    )
