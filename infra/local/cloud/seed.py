"""Puts the sample products into the shop, through the admin API as staff would."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from .settings import CATEGORIES, MODELS, PICTURES, PICTURES_TOLD, PRODUCTS, Problem


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
    request = _request(f"{api}/admin/categories", id_token, CATEGORIES.read_bytes(), method="PUT")
    request.add_header("If-Match", '"0"')
    try:
        _sent(request, CATEGORIES.name)
    except _RefusedError as refused:
        if refused.status != 412:
            raise


def _create(api: str, id_token: str, path: Path) -> bool:
    """Creates a product with its pictures, and its 3D model if the samples have one of it."""
    try:
        product = _sent(_request(f"{api}/admin/products", id_token, path.read_bytes()), path.name)
    except _RefusedError as refused:
        if refused.code == "slug_taken":
            return False
        raise
    uploads = f"{api}/admin/products/{product['id']}/images"
    colours = {variant["value"]: variant["id"] for variant in product["variants"] if variant["type"] == "color"}
    for picture in json.loads(PICTURES_TOLD.read_text(encoding="utf-8"))[path.stem]:
        told = {"alt": picture["alt"]}
        if "color" in picture:
            told["variant_id"] = colours[picture["color"]]
        _upload(uploads, id_token, PICTURES / picture["file"], "image/webp", told)
    model = MODELS / f"{path.stem}.glb"
    if model.exists():
        _upload(uploads, id_token, model, "model/gltf-binary", {"alt": product["name"]})
    return True


def _upload(uploads: str, id_token: str, path: Path, content_type: str, told: dict[str, str]) -> None:
    """Uploads a picture or a 3D model: a permit, the file, the check."""
    file = path.read_bytes()
    announced = {"content_type": content_type, "size": len(file), **told}
    permit = _sent(_request(uploads, id_token, json.dumps(announced).encode()), path.name)
    _sent(urllib.request.Request(permit["url"], data=file, method=permit["method"], headers=permit["headers"]), path.name)
    _sent(_request(f"{uploads}/{permit['image_id']}/confirm", id_token, b"", method="POST"), path.name)


def _request(url: str, id_token: str, body: bytes, method: str = "POST") -> urllib.request.Request:
    headers = {"Authorization": f"Bearer {id_token}", "Content-Type": "application/json"}
    return urllib.request.Request(url, data=body, method=method, headers=headers)


class _RefusedError(Problem):
    """The API took something of the samples for wrong."""

    def __init__(self, what: str, status: int, body: str) -> None:
        super().__init__(f"{what} was refused with {status}: {body}")
        self.status = status
        try:
            self.code = json.loads(body).get("code")
        except ValueError:
            self.code = None


def _sent(request: urllib.request.Request, what: str) -> Any:
    """What the answer holds, if it holds anything."""
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            body = answer.read()
    except urllib.error.HTTPError as error:
        raise _RefusedError(what, error.code, error.read().decode(errors="replace")) from error
    return json.loads(body) if body else None
