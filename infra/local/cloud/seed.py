"""Creates the sample products through the admin API, as staff would."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from .settings import CATEGORIES, MODELS, PICTURE_DESCRIPTIONS, PICTURES, PRODUCTS, Problem


def products() -> list[Path]:
    """Lists the files of the sample products."""
    return sorted(PRODUCTS.glob("*.json"))


def seed(api: str, id_token: str) -> str:
    """Creates every missing sample product and returns a sentence with the counts."""
    files = products()
    if not files:
        return "no sample products: infra/seed/products holds none"
    _name_categories(api, id_token)
    with ThreadPoolExecutor(4) as pool:
        created = sum(pool.map(lambda path: _create(api, id_token, path), files))
    return f"{created} sample products created, {len(files) - created} there already"


def _name_categories(api: str, id_token: str) -> None:
    """Names the categories, unless the shop has named categories already."""
    request = _request(f"{api}/admin/categories", id_token, CATEGORIES.read_bytes(), method="PUT")
    request.add_header("If-Match", '"0"')
    try:
        _send(request, CATEGORIES.name)
    except _RefusedError as refused:
        if refused.status != 412:
            raise


def _create(api: str, id_token: str, path: Path) -> bool:
    """Creates a product with its images, and its 3D model if there is one."""
    try:
        product = _send(_request(f"{api}/admin/products", id_token, path.read_bytes()), path.name)
    except _RefusedError as refused:
        if refused.code == "slug_taken":
            return False
        raise
    uploads = f"{api}/admin/products/{product['id']}/images"
    colours = {variant["value"]: variant["id"] for variant in product["variants"] if variant["type"] == "color"}
    for picture in json.loads(PICTURE_DESCRIPTIONS.read_text(encoding="utf-8"))[path.stem]:
        attributes = {"alt": picture["alt"]}
        if "color" in picture:
            attributes["variant_id"] = colours[picture["color"]]
        _upload(uploads, id_token, PICTURES / picture["file"], "image/webp", attributes)
    model = MODELS / f"{path.stem}.glb"
    if model.exists():
        _upload(uploads, id_token, model, "model/gltf-binary", {"alt": product["name"]})
    return True


def _upload(uploads: str, id_token: str, path: Path, content_type: str, attributes: dict[str, str]) -> None:
    """Uploads an image or a 3D model: permit, file, confirmation."""
    file = path.read_bytes()
    announcement = {"content_type": content_type, "size": len(file), **attributes}
    permit = _send(_request(uploads, id_token, json.dumps(announcement).encode()), path.name)
    _send(urllib.request.Request(permit["url"], data=file, method=permit["method"], headers=permit["headers"]), path.name)
    _send(_request(f"{uploads}/{permit['image_id']}/confirm", id_token, b"", method="POST"), path.name)


def _request(url: str, id_token: str, body: bytes, method: str = "POST") -> urllib.request.Request:
    headers = {"Authorization": f"Bearer {id_token}", "Content-Type": "application/json"}
    return urllib.request.Request(url, data=body, method=method, headers=headers)


class _RefusedError(Problem):
    """Raised when the API refuses a sample."""

    def __init__(self, what: str, status: int, body: str) -> None:
        super().__init__(f"{what} was refused with {status}: {body}")
        self.status = status
        try:
            self.code = json.loads(body).get("code")
        except ValueError:
            self.code = None


def _send(request: urllib.request.Request, what: str) -> Any:
    """Sends the request and returns the JSON body, if there is one."""
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            body = answer.read()
    except urllib.error.HTTPError as error:
        raise _RefusedError(what, error.code, error.read().decode(errors="replace")) from error
    return json.loads(body) if body else None
