"""Roles reach only items of their own kind: `dynamodb:LeadingKeys`, which the local cloud enforces too."""

from __future__ import annotations

import re
from typing import Any

from intrinsics import as_list

from cloud import template
from cloud.settings import ROOT

Json = dict[str, Any]
READS = {"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:ConditionCheckItem"}
WRITES = {"dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem"}
# Functions that anyone may call, or whose input anyone may write: the keys that each may read and write. Every function
# reads the catalogue's version at its cold start.
PUBLIC: dict[str, tuple[set[str], set[str]]] = {
    "cancel-checkout": ({"CATALOG", "ORDER#*"}, {"LIMIT#*", "ORDER#*", "STATS#*"}),
    "cancel-order": ({"CATALOG", "ORDER#*", "PRODUCT#*"}, {"LIMIT#*", "ORDER#*", "PRODUCT#*", "STATS#*"}),
    "find-tracking-links": ({"CATALOG", "CUSTOMER#*", "NUMBER#*", "ORDER#*"}, {"CATALOG", "NUMBER#*", "ORDER#*"}),
    "get-checkout": ({"CATALOG", "ORDER#*"}, set()),
    "get-product": ({"CATALOG", "PRODUCT#*", "SLUG#*"}, set()),
    "get-shop": ({"CATALOG", "SETTINGS"}, set()),
    "list-categories": ({"CATALOG", "CATEGORIES", "SETTINGS"}, set()),
    "list-products": ({"CATALOG", "CATEGORIES", "SETTINGS"}, set()),
    "quote-cart": ({"CATALOG", "PRODUCT#*", "SETTINGS"}, set()),
    "render-page": ({"CATALOG", "CATEGORIES", "PRODUCT#*", "SETTINGS", "SLUG#*"}, set()),
    "request-tracking-link": ({"CATALOG"}, {"LIMIT#*"}),
    "start-checkout": (
        {"CART#*", "CATALOG", "IDEMPOTENCY#*", "LIMIT#*", "ORDER#*", "PRODUCT#*", "SETTINGS"},
        {"CART#*", "IDEMPOTENCY#*", "LIMIT#*", "ORDER#*", "STATS#*"},
    ),
    "stripe-webhook": (set(), set()),
    "track-order": ({"CATALOG", "ORDER#*"}, set()),
}


def item_statements(function: Json) -> list[tuple[set[str], Json]]:
    """Returns the statements on items of the table, each with its actions."""
    listed = [entry for policy in function["Properties"]["Policies"] for entry in policy["Statement"]]
    return [(actions, entry) for entry in listed if (actions := set(as_list(entry["Action"])) & (READS | WRITES))]


def keys(function: Json, kind: set[str]) -> set[str]:
    found = (
        entry["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]
        for actions, entry in item_statements(function)
        if actions & kind
    )
    return {key for listed in found for key in listed}


def test_every_statement_on_items_names_their_keys(written: Json) -> None:
    known = set(re.findall(r'"([A-Z]+)(?:#[^"]*)?"', (ROOT / "shared/src/store/keys.rs").read_text(encoding="utf-8")))
    for logical_id, name in template.functions(written).items():
        for _, statement in item_statements(written["Resources"][logical_id]):
            listed = statement["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]
            assert listed == sorted(set(listed)), f"{name}: the keys are sorted"
            for key in listed:
                assert key.removesuffix("#*") in known, f"{name}: no item has the key {key}"


def test_functions_that_anyone_may_call_reach_only_their_own_items(written: Json) -> None:
    functions = {name: written["Resources"][logical_id] for logical_id, name in template.functions(written).items()}
    for name, function in functions.items():
        events = [event["Properties"] for event in function["Properties"].get("Events", {}).values() if event["Type"] == "HttpApi"]
        if "FunctionUrlConfig" in function["Properties"] or any("Auth" not in event for event in events):
            assert name in PUBLIC, f"{name} is missing in this table"
    for name, (read, written_) in PUBLIC.items():
        assert (keys(functions[name], READS), keys(functions[name], WRITES)) == (read, written_), name


def test_the_catalogues_functions_reach_no_purchase(written: Json) -> None:
    folders = {path.parent.name for path in (ROOT / "functions" / "catalogue").glob("*/Cargo.toml")}
    for logical_id, name in template.functions(written).items():
        if name in folders | {"render-page", "quote-cart"}:
            reached = keys(written["Resources"][logical_id], READS | WRITES)
            assert not reached & {"ORDER#*", "CUSTOMER#*", "NUMBER#*", "STATS#*"}, name
