"""Describes a running local cloud to scripts (shop.json) and people (printed after the start)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from . import emulator, pretend_stripe, staff
from .settings import ADMIN_EMAIL, LOCAL, MAIL_FROM, REGION, ROOT, STACK, Problem, Run

_QUEUES = ("Payments", "Mail", "Refund", "Links", "Feedback", "Relay")


def describe(run: Run, outputs: dict[str, str], password: str, keys: pretend_stripe.Keys) -> dict[str, Any]:
    """Returns the URLs, ids and secrets of the running shop, for tests and scripts."""
    return {
        "api": run.api,
        "pretend_stripe": run.stripe,
        "mailbox": f"{run.api}/mailbox",
        "storefront": run.storefront,
        "admin_site": run.admin,
        "sign_in": staff.sign_in_url(run.aws, outputs["UserPoolClientId"], run.admin),
        "user_pool_id": outputs["UserPoolId"],
        "client_id": outputs["UserPoolClientId"],
        "automation_client_id": outputs["AutomationClientId"],
        "admin": {"email": ADMIN_EMAIL, "password": password},
        "mail_from": MAIL_FROM,
        "id_token_key": str(emulator.id_token_key(run, outputs["UserPoolId"])),
        "stripe": {"api_key": keys.api_key, "webhook_secret": keys.webhook_secret},
        "table": outputs["TableName"],
        "event_bus": outputs["EventBusName"],
        "media_bucket": outputs["MediaBucketName"],
        "catalog_bucket": outputs["CatalogBucketName"],
        "anchor_bucket": outputs["AnchorBucketName"],
        "customer_key": outputs["CustomerKeyId"],
        "queues": {
            name.lower(): {
                **({"url": outputs[f"{name}QueueUrl"]} if f"{name}QueueUrl" in outputs else {}),
                "dead_letters": outputs[f"{name}DeadLettersUrl"],
            }
            for name in _QUEUES
        },
        "stack": STACK,
        "region": REGION,
        "endpoint": run.aws,
    }


def write(run: Run, shop: dict[str, Any]) -> None:
    """Writes shop.json, readable by its owner only, because it contains the admin's password."""
    run.shop_json.parent.mkdir(parents=True, exist_ok=True)
    run.shop_json.touch(mode=0o600)
    run.shop_json.write_text(json.dumps(shop, indent=2) + "\n", encoding="utf-8")


def read(path: Path | None) -> dict[str, Any]:
    """Reads the shop.json of the running cloud."""
    path = path or LOCAL / "shop.json"
    if not path.exists():
        raise Problem(f"{path} is missing; start the local cloud first (make dev).")
    return json.loads(path.read_text(encoding="utf-8"))


def welcome(shop: dict[str, Any]) -> str:
    """Returns the text that `make dev` prints after the start."""
    return f"""
  Storefront      {shop["storefront"]}
  Back office     {shop["admin_site"]}
                  {shop["admin"]["email"]}  {shop["admin"]["password"]}
  API             {shop["api"]}/products
  Pretend Stripe  {shop["pretend_stripe"]}
  Mailbox         {shop["mailbox"]}
  Events          make events prints them as they come

A whole purchase, ready to paste into another terminal (it needs curl and jq):

{walk(shop)}
Ctrl-C stops everything."""


def walk(shop: dict[str, Any]) -> str:
    """Returns curl commands for a purchase from the catalogue to delivery."""
    script = Path(__file__).with_name("walk.sh").read_text(encoding="utf-8")
    return script.replace("@ROOT@", str(ROOT)).replace("@API@", shop["api"])
