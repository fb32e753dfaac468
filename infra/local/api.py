"""Tests the whole API against docs/openapi.json with schemathesis.

No request may cause a 5xx or an undocumented status, content type, header or body.

Runs inside `python3 infra/local run -- …`, which sets SHOP_JSON. The requests are derived from the document only, so a
run is repeatable. EXAMPLES sets the number of random requests per operation, in addition to those derived from the
document's limits; `st replay` sends one of them again.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import requests

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs/openapi.json"
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance"
MAIL_TIMEOUT = 60

Json = dict[str, Any]


class Shop:
    """A client of the running shop, as a customer and as staff."""

    def __init__(self) -> None:
        self.description: Json = json.loads(Path(os.environ["SHOP_JSON"]).read_text(encoding="utf-8"))
        self.api: str = self.description["api"]
        self.token = subprocess.run(
            [sys.executable, ROOT / "infra/local", "token"],
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()

    def get(self, path: str) -> Any:
        """Sends a GET request to the API."""
        answer = requests.get(f"{self.api}{path}", timeout=15)
        answer.raise_for_status()
        return answer.json()

    def post(self, path: str, body: Json, **headers: str) -> Any:
        """Sends a POST request to the API."""
        answer = requests.post(f"{self.api}{path}", json=body, headers=headers, timeout=15)
        answer.raise_for_status()
        return answer.json()

    def product(self) -> Json:
        """Returns any product that is for sale."""
        slug = self.get("/products?limit=1")["items"][0]["slug"]
        return self.get(f"/products/{slug}")

    def checkout(self, product: Json) -> Json:
        """Starts a checkout of one piece, in the first choice of each type."""
        chosen: dict[str, str] = {}
        for variant in product["variants"]:
            chosen.setdefault(variant["type"], variant["id"])
        item = {
            "product_id": product["id"],
            "variant_ids": list(chosen.values()),
            "quantity": 1,
        }
        cart = {"items": [item], "country": "DE"}
        total = self.post("/cart/quote", cart)["total"]
        return self.post(
            "/checkouts",
            {**cart, "expected_total": total},
            **{"Idempotency-Key": str(uuid4())},
        )

    def order(self, product: Json) -> tuple[str, str]:
        """Pays an order; returns its id and the secret of its tracking link."""
        checkout, email = self.checkout(product), f"{uuid4().hex}@example.com"
        form = {"email": email, "name": "Ada", "line1": "Street 1"}
        requests.post(f"{checkout['url']}/pay", data=form, allow_redirects=False, timeout=15).raise_for_status()
        deadline = time.monotonic() + MAIL_TIMEOUT
        while time.monotonic() < deadline:
            for mail in self.get("/mailbox.json"):
                if email in mail["To"]:
                    return checkout["checkout_id"], mail["BodyText"].split("#", 1)[1].split()[0]
            time.sleep(0.2)
        sys.exit(f"error: no receipt came in {MAIL_TIMEOUT} s for {checkout['checkout_id']}")


def config(shop: Shop) -> str:
    """Returns schemathesis' configuration: credentials and existing ids, so that requests do more than cause a 404."""
    product = shop.product()
    (order, secret), checkout = shop.order(product), shop.checkout(product)["checkout_id"]
    of_product = {"id": product["id"], "slug": product["slug"], "variant_id": product["variants"][0]["id"]}
    existing = {"checkouts": {"id": checkout}, "orders": {"id": order}, "products": of_product}
    lines = [f'headers = {{ Authorization = "Bearer {shop.token}" }}', "[phases.coverage]"]
    # Other methods never reach a function, because the gateway has no route for them.
    lines += ["unexpected-methods = []"]
    for path in json.loads(DOCUMENT.read_text(encoding="utf-8"))["paths"]:
        kind = path.removeprefix("/admin").split("/")[1]
        names = [name for name in re.findall(r"{(\w+)}", path) if name in existing.get(kind, {})]
        if not names:
            continue
        ids = ", ".join(f'"path.{name}" = "{existing[kind][name]}"' for name in names)
        lines += ["[[operations]]", f'include-path = "{path}"', f"parameters = {{ {ids} }}"]
        if path == "/orders/{id}":
            lines += [f'headers = {{ Authorization = "Bearer {secret}" }}']
    return "\n".join(lines) + "\n"


def document() -> str:
    """Returns the API's document with the gateway's own refusals, which random requests meet and no client of the API does."""
    content = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    refused = {status: {"description": "Refused by the gateway."} for status in ("413", "414", "431")}
    for operations in content["paths"].values():
        for operation in operations.values():
            if isinstance(operation, dict) and "responses" in operation:
                operation["responses"] |= refused
    return json.dumps(content)


def main() -> int:
    """Runs schemathesis and returns its exit code."""
    shop = Shop()
    with tempfile.TemporaryDirectory() as directory:
        written = Path(directory) / "schemathesis.toml"
        written.write_text(config(shop), encoding="utf-8")
        documented = Path(directory) / "openapi.json"
        documented.write_text(document(), encoding="utf-8")
        command = [
            Path(sys.executable).with_name("schemathesis"),
            "--config-file",
            written,
            "run",
            documented,
        ]
        command += [
            "--url",
            shop.api,
            "--checks",
            CHECKS,
            "--phases",
            "examples,coverage,fuzzing",
        ]
        command += [
            "--max-examples",
            os.environ.get("EXAMPLES", "20"),
            "--generation-deterministic",
            "--continue-on-failure",
        ]
        # Its warnings say that little random data is valid, which is expected of an API that refuses unknown fields.
        command += ["--warnings", "off", "--suppress-health-check", "all", "--no-color"]
        return subprocess.run(command, check=False, cwd=directory).returncode


if __name__ == "__main__":
    sys.exit(main())
