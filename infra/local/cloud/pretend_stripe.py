"""Runs the pretend Stripe as a child process and sets its webhook URL to the deployed shop."""

from __future__ import annotations

import json
import os
import secrets
import urllib.request
from dataclasses import dataclass

from . import build
from .process import Child
from .settings import ROOT, Problem, Run


@dataclass(frozen=True)
class Keys:
    """Secrets shared by the shop and the pretend Stripe."""

    api_key: str
    webhook_secret: str

    @staticmethod
    def generate() -> Keys:
        """Generates keys in Stripe's format."""
        return Keys(f"sk_test_{secrets.token_hex(24)}", f"whsec_{secrets.token_hex(24)}")


def start(run: Run, keys: Keys) -> Child:
    """Starts the process; with --keep its sessions and refunds survive a restart."""
    if not build.PRETEND_STRIPE.exists():
        raise Problem(f"{build.PRETEND_STRIPE.relative_to(ROOT)} is missing; start once without --no-build.")
    command = [
        str(build.PRETEND_STRIPE),
        "--port",
        str(run.ports.stripe),
        "--api-key",
        keys.api_key,
        "--webhook-secret",
        keys.webhook_secret,
    ]
    if run.keep:
        command += ["--state-file", str(run.directory / "stripe.json")]
    child = Child("the pretend Stripe", command, run.directory / "pretend-stripe.log", dict(os.environ))
    child.wait_until_healthy(f"{run.stripe}/_pretend/health")
    return child


def send_webhooks_to(run: Run, url: str) -> None:
    """Sets the webhook URL of the pretend Stripe."""
    request = urllib.request.Request(
        f"{run.stripe}/_pretend/config",
        data=json.dumps({"webhook_url": url}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10):
        pass
