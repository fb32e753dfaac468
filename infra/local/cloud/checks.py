"""Checks before the start, each with a one-sentence error message."""

from __future__ import annotations

import platform
import shutil
import socket

from .settings import HOST, Ports, Problem

_PORT_USES = {
    "api": "the API",
    "stripe": "the pretend Stripe",
    "aws": "the emulated AWS",
    "storefront": "the storefront",
    "admin": "the back office",
}


def prerequisites(*, build: bool) -> None:
    """Fails early on a machine on which the start would fail later with a less clear error."""
    if platform.system() != "Linux" or platform.machine() != "x86_64":
        raise Problem(
            "the local cloud runs the functions' Linux x86_64 binaries without a container, so it needs Linux on x86_64; "
            f"this is {platform.system()} on {platform.machine()}."
        )
    if build and shutil.which("cargo") is None:
        raise Problem("cargo is missing; install Rust from https://rustup.rs.")


def ports(wanted: Ports) -> None:
    """Fails if a port is already in use."""
    for name, use in _PORT_USES.items():
        port = getattr(wanted, name)
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                raise Problem(
                    f"port {port}, meant for {use}, is in use: stop what listens there "
                    f"(ss -ltnp 'sport = :{port}' names it) or choose another with --{name}-port."
                )
