"""Paths, ports and options of the local cloud."""

from __future__ import annotations

import secrets
import socket
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
TEMPLATE = ROOT / "template.yaml"
PRODUCTS = ROOT / "infra" / "seed" / "products"
MODELS = ROOT / "infra" / "seed" / "models"
PICTURES = ROOT / "infra" / "seed" / "pictures"
PICTURE_DESCRIPTIONS = ROOT / "infra" / "seed" / "pictures.json"
CATEGORIES = ROOT / "infra" / "seed" / "categories.json"
LOCAL = ROOT / ".local"

HOST = "127.0.0.1"
REGION = "eu-west-1"
STACK = "three-d-things"
MAIL_FROM = "orders@3d-things.local"
ADMIN_EMAIL = "admin@3d-things.local"

# Below the ports that Linux gives to connections and to servers that name none: while the functions are built, another
# process could be given one of those.
_PORTS = range(20_000, 32_000)


class Problem(Exception):  # noqa: N818 (its name is shown to people)
    """An error that a person can fix; shown as one sentence, without a traceback."""


@dataclass(frozen=True)
class Ports:
    """Ports of a local cloud's servers."""

    api: int = 8787
    stripe: int = 8788
    aws: int = 4566
    storefront: int = 5173
    admin: int = 5174

    @staticmethod
    def free() -> Ports:
        """Returns free ports, for runs in parallel."""
        drawn = secrets.SystemRandom().sample(_PORTS, 100)
        return Ports(*islice(filter(_is_free, drawn), 5))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


@dataclass(frozen=True)
class Run:
    """Options of one start of the local cloud."""

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
        """Path of the description for scripts; `.local/shop.json` unless the run is ephemeral."""
        return (self.directory if self.ephemeral else LOCAL) / "shop.json"

    @property
    def aws(self) -> str:
        """Returns the base URL of the emulated AWS."""
        return f"http://{HOST}:{self.ports.aws}"

    @property
    def api(self) -> str:
        """Returns the base URL of the shop's API."""
        return f"http://{HOST}:{self.ports.api}"

    @property
    def stripe(self) -> str:
        """Returns the base URL of the pretend Stripe."""
        return f"http://{HOST}:{self.ports.stripe}"

    @property
    def storefront(self) -> str:
        """Returns the URL of the storefront."""
        return f"http://localhost:{self.ports.storefront}"

    @property
    def admin(self) -> str:
        """Returns the URL of the back office."""
        return f"http://localhost:{self.ports.admin}"
