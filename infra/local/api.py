"""Holds the whole API to docs/openapi.json with schemathesis.

No 5xx, no undocumented status, content type, header or body, whatever a caller sends.

Runs inside `python3 infra/local run -- …`, which sets SHOP_JSON. What is generated follows from the document alone, so a
run can be repeated. EXAMPLES sets how many random calls each operation gets beyond those that the document's limits
suggest; `st replay` says how to send one again.
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
PATIENCE = 60

Json = dict[str, Any]


class Shop:
    """The running shop, as a customer and its staff reach it."""

    def __init__(self) -> None:
        self.told: Json = json.loads(Path(os.environ["SHOP_JSON"]).read_text(encoding="utf-8"))
        self.api: str = self.told["api"]
        self.token = subprocess.run(
            [sys.executable, ROOT / "infra/local", "token"],
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()

    def get(self, path: str) -> Any:
        """What the API answers to a GET."""
        answer = requests.get(f"{self.api}{path}", timeout=15)
        answer.raise_for_status()
        return answer.json()

    def post(self, path: str, body: Json, **headers: str) -> Any:
        """What the API answers to a POST."""
        answer = requests.post(f"{self.api}{path}", json=body, headers=headers, timeout=15)
        answer.raise_for_status()
        return answer.json()

    def product(self) -> Json:
        """A product that is for sale."""
        slug = self.get("/products?limit=1")["items"][0]["slug"]
        return self.get(f"/products/{slug}")

    def checkout(self, product: Json) -> Json:
        """A checkout of one piece in the first choice of each type."""
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
        """A paid order, and the secret of its link."""
        checkout, email = self.checkout(product), f"{uuid4().hex}@example.com"
        form = {"email": email, "name": "Ada", "line1": "Street 1"}
        requests.post(f"{checkout['url']}/pay", data=form, allow_redirects=False, timeout=15).raise_for_status()
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            for mail in self.get("/mailbox.json"):
                if email in mail["To"]:
                    return checkout["checkout_id"], mail["BodyText"].split("#", 1)[1].split()[0]
            time.sleep(0.2)
        sys.exit(f"error: no receipt came in {PATIENCE} s for {checkout['checkout_id']}")


def config(shop: Shop) -> str:
    """Schemathesis' configuration: whom to be, and ids of things that are there, so that calls get beyond a 404."""
    product = shop.product()
    (order, secret), checkout = shop.order(product), shop.checkout(product)["checkout_id"]
    of_product = {"id": product["id"], "slug": product["slug"], "variant_id": product["variants"][0]["id"]}
    there = {"checkouts": {"id": checkout}, "orders": {"id": order}, "products": of_product}
    lines = [f'headers = {{ Authorization = "Bearer {shop.token}" }}', "[phases.coverage]"]
    # Other methods never reach a function: the gateway has no route for them.
    lines += ["unexpected-methods = []"]
    for path in json.loads(DOCUMENT.read_text(encoding="utf-8"))["paths"]:
        kind = path.removeprefix("/admin").split("/")[1]
        names = [name for name in re.findall(r"{(\w+)}", path) if name in there.get(kind, {})]
        if not names:
            continue
        ids = ", ".join(f'"path.{name}" = "{there[kind][name]}"' for name in names)
        lines += ["[[operations]]", f'include-path = "{path}"', f"parameters = {{ {ids} }}"]
        if path == "/orders/{id}":
            lines += [f'headers = {{ Authorization = "Bearer {secret}" }}']
    return "\n".join(lines) + "\n"


def main() -> int:
    """Runs it; schemathesis' exit code."""
    shop = Shop()
    with tempfile.TemporaryDirectory() as directory:
        written = Path(directory) / "schemathesis.toml"
        written.write_text(config(shop), encoding="utf-8")
        command = [
            Path(sys.executable).with_name("schemathesis"),
            "--config-file",
            written,
            "run",
            ROOT / "docs/openapi.json",
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
        # What it warns of is how little of random data is valid, which is so for an API that refuses what it does not know.
        command += ["--warnings", "off", "--suppress-health-check", "all", "--no-color"]
        return subprocess.run(command, check=False, cwd=directory).returncode


if __name__ == "__main__":
    sys.exit(main())
