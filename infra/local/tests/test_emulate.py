"""Tests of what the local cloud adds to MiniStack's authorisation."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cloud import emulate, permissions

Json = dict[str, Any]
TABLE = "arn:aws:dynamodb:eu-west-1:0:table/shop"


def key(pk: str) -> Json:
    return {"pk": {"S": pk}, "sk": {"S": "X"}}


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        ({"Key": key("ORDER#1")}, ["ORDER#1"]),
        ({"Item": key("SLUG#lamp")}, ["SLUG#lamp"]),
        (
            {"KeyConditionExpression": "pk = :pk AND sk BETWEEN :a AND :b", "ExpressionAttributeValues": {":pk": {"S": "ORDER#1"}}},
            ["ORDER#1"],
        ),
        (
            {
                "KeyConditionExpression": "#p = :month AND gsi1sk > :at",
                "ExpressionAttributeNames": {"#p": "gsi1pk"},
                "ExpressionAttributeValues": {":month": {"S": "ORDERS#2026-11"}},
            },
            ["ORDERS#2026-11"],
        ),
        ({"RequestItems": {"shop": {"Keys": [key("SETTINGS"), key("PRODUCT#1")]}}}, ["SETTINGS", "PRODUCT#1"]),
        (
            {
                "TransactItems": [
                    {"Put": {"Item": key("ORDER#1")}},
                    {"Update": {"Key": key("STATS#1")}},
                    {"ConditionCheck": {"Key": key("SLUG#a")}},
                ]
            },
            ["ORDER#1", "STATS#1", "SLUG#a"],
        ),
        ({"TableName": "shop"}, []),
    ],
)
def test_the_leading_keys_of_a_request_are_its_partition_keys(request_: Json, expected: list[str]) -> None:
    assert emulate.leading_keys(request_) == expected
    context = emulate.with_leading_keys(lambda _: {"other": 1})(json.dumps(request_).encode())
    assert context == {"other": 1, **({"dynamodb:LeadingKeys": expected} if expected else {})}


def test_only_allowed_calls_of_roles_are_recorded_and_only_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "calls"
    decide = emulate.recording(lambda context, *_: SimpleNamespace(decision=context.decision), file)
    calls = [("assumed-role/TrackRole/x", "Allow")] * 2 + [("assumed-role/TrackRole/x", "Deny"), ("user/owner", "Allow")]
    for principal, decision in calls:
        asked = {"principal_arn": f"arn:aws:sts::0:{principal}", "action": f"dynamodb:{decision}", "resource_arn": TABLE}
        decide(SimpleNamespace(**asked, decision=decision, service_context={"dynamodb:leadingkeys": ["ORDER#1"]}), [])
    assert [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] == [["TrackRole", "dynamodb:Allow", TABLE]]
    assert capsys.readouterr().out == f"Denied: TrackRole dynamodb:Deny {TABLE} ['ORDER#1']\n"


def test_permissions_without_a_call_are_found_by_action_and_resource() -> None:
    statements = [
        {"Action": ["dynamodb:GetItem", "dynamodb:PutItem"], "Resource": TABLE},
        {"Action": "dynamodb:Query", "Resource": [TABLE, f"{TABLE}/index/gsi1"]},
        {"Action": "s3:PutObject", "Resource": "arn:aws:s3:::media/media/*"},
    ]
    calls = [("dynamodb:GetItem", TABLE), ("dynamodb:Query", f"{TABLE}/index/gsi1"), ("s3:PutObject", "arn:aws:s3:::media/media/a.webp")]
    assert permissions.unused(statements, calls) == [("dynamodb:PutItem", TABLE), ("dynamodb:Query", TABLE)]


def test_an_unused_permission_is_explained_for_one_function_or_for_all() -> None:
    explained = {"*": {"sqs:ReceiveMessage *": "polled"}, "relay-events": {"sqs:SendMessage *-relay-dead": "by Lambda"}}
    assert permissions.is_explained(explained, "send-mail", "sqs:ReceiveMessage", "arn:mail")
    assert permissions.is_explained(explained, "relay-events", "sqs:SendMessage", "arn:aws:sqs:::shop-relay-dead")
    assert not permissions.is_explained(explained, "relay-events", "sqs:SendMessage", "arn:aws:sqs:::shop-mail")
    assert not permissions.is_explained(explained, "reconcile", "sqs:SendMessage", "arn:aws:sqs:::shop-relay-dead")


def test_every_explanation_is_of_a_permission_that_exists(written: Json) -> None:
    file = Path(permissions.__file__).parents[1] / "unused-permissions.json"
    granted = json.loads((Path(__file__).parent / "permissions.json").read_text(encoding="utf-8"))
    for function, entries in json.loads(file.read_text(encoding="utf-8")).items():
        for entry, reason in entries.items():
            holders = granted.values() if function == "*" else [granted[function]]
            assert any(entry.split(" ")[0] in actions for actions in holders), entry
            assert reason


def test_batches_of_sqs_need_the_permission_for_single_messages() -> None:
    named = emulate.with_one_action_for_batches(lambda service, action: f"{service}:{action}")
    assert named("sqs", "SendMessageBatch") == "sqs:SendMessage"
    assert named("sqs", "SendMessage") == "sqs:SendMessage"
    assert named("dynamodb", "ExecuteBatch") == "dynamodb:ExecuteBatch"
