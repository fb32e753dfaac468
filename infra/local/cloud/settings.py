"""Where things lie, on which ports they listen, and what a run was asked to do."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
TEMPLATE = ROOT / "template.yaml"
PRODUCTS = ROOT / "infra" / "seed" / "products"
MODELS = ROOT / "infra" / "seed" / "models"
PICTURES = ROOT / "infra" / "seed" / "pictures"
PICTURES_TOLD = ROOT / "infra" / "seed" / "pictures.json"
CATEGORIES = ROOT / "infra" / "seed" / "categories.json"
LAMBDA = ROOT / "target" / "lambda"
LOCAL = ROOT / ".local"

HOST = "127.0.0.1"
REGION = "eu-west-1"
STACK = "three-d-things"
MAIL_FROM = "orders@3d-things.local"
ADMIN_EMAIL = "admin@3d-things.local"


class Problem(Exception):  # noqa: N818 (it is shown to people, who read it as a word)
    """Something a person can put right; shown as one sentence, without a trace."""


@dataclass(frozen=True)
class Ports:
    """The ports of a local cloud."""

    api: int = 8787
    stripe: int = 8788
    aws: int = 4566
    storefront: int = 5173
    admin: int = 5174

    @staticmethod
    def free() -> Ports:
        """Ports nobody listens on, for runs beside one another."""
        sockets = [socket.socket() for _ in range(5)]
        for entry in sockets:
            entry.bind((HOST, 0))
        ports = Ports(*(entry.getsockname()[1] for entry in sockets))
        for entry in sockets:
            entry.close()
        return ports


@dataclass(frozen=True)
class Run:
    """One start of the local cloud."""

    directory: Path
    ports: Ports
    keep: bool = False
    ephemeral: bool = False
    build: bool = True
    seed: bool = True
    web: bool = False
    admin_site: bool = True
    retry_seconds: int | None = None

    @property
    def shop_json(self) -> Path:
        """Where scripts find what they need to know; the ordinary one is `.local/shop.json`."""
        return (self.directory if self.ephemeral else LOCAL) / "shop.json"

    @property
    def aws(self) -> str:
        """Base URL of the emulated AWS."""
        return f"http://{HOST}:{self.ports.aws}"

    @property
    def api(self) -> str:
        """Base URL of the shop's API."""
        return f"http://{HOST}:{self.ports.api}"

    @property
    def stripe(self) -> str:
        """Base URL of the pretend Stripe."""
        return f"http://{HOST}:{self.ports.stripe}"

    @property
    def storefront(self) -> str:
        """Where customers shop."""
        return f"http://localhost:{self.ports.storefront}"

    @property
    def admin(self) -> str:
        """Where staff work."""
        return f"http://localhost:{self.ports.admin}"
