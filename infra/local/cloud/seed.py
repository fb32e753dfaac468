"""Puts the sample products into the shop, through the admin API as staff would."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .settings import CATEGORIES, PRODUCTS, Problem


def products() -> list[Path]:
    """The sample products' files."""
    return sorted(PRODUCTS.glob("*.json"))


def seed(api: str, id_token: str) -> str:
    """Creates every sample product that is not there yet, and says how many there were."""
    files = products()
    if not files:
        return "no sample products: infra/seed/products holds none"
    _name_categories(api, id_token)
    with ThreadPoolExecutor(4) as pool:
        created = sum(pool.map(lambda path: _create(api, id_token, path), files))
    return f"{created} sample products created, {len(files) - created} there already"


def _name_categories(api: str, id_token: str) -> None:
    """Names the categories of a shop whose categories nobody ever named."""
    request = urllib.request.Request(
        f"{api}/admin/categories",
        data=CATEGORIES.read_bytes(),
        method="PUT",
        headers={"Authorization": f"Bearer {id_token}", "Content-Type": "application/json", "If-Match": '"0"'},
    )
    try:
        with urllib.request.urlopen(request, timeout=60):
            return
    except urllib.error.HTTPError as error:
        body = error.read().decode(errors="replace")
        if error.code != 412:
            raise Problem(f"{CATEGORIES.name} was refused with {error.code}: {body}") from error


def _create(api: str, id_token: str, path: Path) -> bool:
    request = urllib.request.Request(
        f"{api}/admin/products",
        data=path.read_bytes(),
        headers={"Authorization": f"Bearer {id_token}", "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=60):
            return True
    except urllib.error.HTTPError as error:
        body = error.read().decode(errors="replace")
        if error.code == 409 and _code(body) == "slug_taken":
            return False
        raise Problem(f"{path.name} was refused with {error.code}: {body}") from error


def _code(body: str) -> str:
    try:
        return str(json.loads(body).get("code"))
    except ValueError:
        return ""
