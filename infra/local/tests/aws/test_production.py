"""Settings of a production stack: parameters that are refused, logs, rollouts and backups."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from intrinsics import references

from cloud import template

Json = dict[str, Any]
REAL = {
    "Stage": "production",
    "StorefrontUrl": "https://shop.studio-lind.com",
    "AdminUrl": "https://admin.studio-lind.com",
    "MailFrom": "orders@studio-lind.com",
    "AlarmEmail": "owner@studio-lind.com",
    "StripeApiBase": "",
}


def holds(condition: Any, parameters: dict[str, str]) -> Any:
    """Evaluates a condition of the Rules section."""
    match condition:
        case {"Fn::Not": [inner]}:
            return not holds(inner, parameters)
        case {"Fn::Equals": [left, right]}:
            return holds(left, parameters) == holds(right, parameters)
        case {"Ref": name}:
            return parameters[name]
    return condition


def refusals(written: Json, changed: dict[str, str]) -> list[str]:
    """Returns what CloudFormation says of these parameters."""
    parameters = REAL | changed
    found = [
        f"{name} does not match"
        for name, value in parameters.items()
        if not re.fullmatch(written["Parameters"][name].get("AllowedPattern", ".*"), value)
    ]
    for rule in written["Rules"].values():
        if holds(rule["RuleCondition"], parameters):
            found += [entry["AssertDescription"] for entry in rule["Assertions"] if not holds(entry["Assert"], parameters)]
    return found


def test_real_addresses_are_accepted_in_production(written: Json) -> None:
    assert refusals(written, {}) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"StorefrontUrl": "http://shop.studio-lind.com"},
        {"AdminUrl": "http://admin.studio-lind.com"},
        {"StorefrontUrl": "https://shop.studio-lind.com/"},
        {"StorefrontUrl": "https://shop.example.com"},
        {"AdminUrl": "https://admin.shop.example.com"},
        {"MailFrom": "orders@shop.example.com"},
        {"AlarmEmail": ""},
        {"StripeApiBase": "https://stripe.studio-lind.com/"},
    ],
)
def test_example_and_insecure_addresses_are_refused_in_production(written: Json, changed: dict[str, str]) -> None:
    assert len(refusals(written, changed)) == 1


def test_staging_may_use_example_addresses_but_only_the_real_stripe(written: Json) -> None:
    defaults = {name: written["Parameters"][name]["Default"] for name in REAL if name != "Stage"}
    assert refusals(written, {**defaults, "Stage": "staging"}) == []
    assert refusals(written, {"Stage": "staging", "StripeApiBase": "http://localhost:1/"})


def test_the_local_cloud_uses_http_on_this_machine(written: Json) -> None:
    local = {"Stage": "local", "StorefrontUrl": "http://localhost:5173", "AdminUrl": "http://localhost:5174"}
    assert refusals(written, {**local, "StripeApiBase": "http://localhost:8788/"}) == []


def test_logs_are_json_and_contain_the_report_of_each_invocation(written: Json, of_type: Any) -> None:
    expected = {"LogFormat": "JSON", "ApplicationLogLevel": "INFO", "SystemLogLevel": "INFO"}
    for name, function in of_type("AWS::Lambda::Function"):
        assert expected.items() <= function["LoggingConfig"].items(), name


def stripe_callers(written: Json) -> dict[str, Json]:
    functions = {name: written["Resources"][name]["Properties"] for name in template.functions(written)}
    return {name: entry for name, entry in functions.items() if "STRIPE_API_KEY_SECRET" in entry["Environment"]["Variables"]}


def test_the_functions_that_call_stripe_are_released_gradually(written: Json, translated: Json) -> None:
    resources = translated["Resources"]
    groups = {name for name, entry in resources.items() if entry["Type"] == "AWS::CodeDeploy::DeploymentGroup"}
    callers = stripe_callers(written)
    assert groups == {f"{name}DeploymentGroup" for name in callers} and len(callers) == 6
    names = {json.dumps(entry["Properties"].get("AlarmName")) for entry in resources.values() if entry["Type"] == "AWS::CloudWatch::Alarm"}
    for name, entry in callers.items():
        group = resources[f"{name}DeploymentGroup"]["Properties"]
        assert "Canary10Percent30Minutes" in json.dumps(group["DeploymentConfigName"]), name
        alarms = [alarm["Name"] for alarm in group["AlarmConfiguration"]["Alarms"]]
        assert {"Ref": f"{name}FailuresAlarm"} in alarms
        assert all(alarm.get("Ref") in resources or json.dumps(alarm) in names for alarm in alarms), alarms
        # A release is more than the code: without the fingerprint, changed parameters and secrets would not reach the alias.
        assert (entry["AutoPublishAlias"], entry["AutoPublishCodeSha256"]) == ("live", {"Ref": "Release"}), name


def test_callers_reach_a_gradually_released_function_by_its_alias(written: Json, translated: Json) -> None:
    for name in stripe_callers(written):
        callers = {
            caller
            for caller, entry in translated["Resources"].items()
            if name in references(entry) and entry["Type"] not in ("AWS::CloudWatch::Alarm", "AWS::Lambda::Version", "AWS::Lambda::Alias")
        }
        assert callers == set(), name


def test_the_emulator_gets_no_rollouts_and_the_same_routes(written: Json, translated: Json) -> None:
    simpler = template.without_rollouts(written)
    names = template.functions(simpler).values()
    local = template.translate(template.with_code(simpler, {name: f"s3://bucket/{name}.zip" for name in names}), {})
    kinds = {entry["Type"] for entry in local["Resources"].values()}
    assert not kinds & {"AWS::CodeDeploy::DeploymentGroup", "AWS::Lambda::Alias", "AWS::Lambda::Version"}
    paths = [resources["Api"]["Properties"]["Body"]["paths"].keys() for resources in (local["Resources"], translated["Resources"])]
    assert paths[0] == paths[1]
    assert local["Resources"]["SettlePaymentSource"]["Properties"]["FunctionName"] == {"Ref": "SettlePayment"}


def test_backups_are_copied_elsewhere_and_deleted_like_erased_customers(translated: Json) -> None:
    resources = translated["Resources"]
    for name in ("BackupVault", "BackupRole", "BackupPlan", "BackupSelection"):
        assert resources[name]["Condition"] == "HasBackupCopies", name
    (rule,) = resources["BackupPlan"]["Properties"]["BackupPlan"]["BackupPlanRule"]
    (copied,) = rule["CopyActions"]
    assert copied["DestinationBackupVaultArn"] == {"Ref": "BackupCopyVaultArn"}
    assert rule["Lifecycle"] == copied["Lifecycle"] == {"DeleteAfterDays": 35}
    selected = resources["BackupSelection"]["Properties"]["BackupSelection"]["Resources"]
    assert selected == [{"Fn::GetAtt": ["Table", "Arn"]}, {"Fn::GetAtt": ["MediaBucket", "Arn"]}]


def test_every_bucket_refuses_requests_without_tls(translated: Json) -> None:
    resources = translated["Resources"]
    policies = {
        entry["Properties"]["Bucket"]["Ref"]: entry["Properties"]["PolicyDocument"]["Statement"]
        for entry in resources.values()
        if entry["Type"] == "AWS::S3::BucketPolicy"
    }
    for bucket in (name for name, entry in resources.items() if entry["Type"] == "AWS::S3::Bucket"):
        refused = [entry["Fn::If"][2] for entry in policies.get(bucket, []) if "Fn::If" in entry]
        assert {"Bool": {"aws:SecureTransport": "false"}} in [entry["Condition"] for entry in refused], bucket


def test_the_customers_key_can_be_replicated_to_another_region(translated: Json) -> None:
    # ADR 16: a key cannot become a multi-Region key later.
    assert translated["Resources"]["CustomerKey"]["Properties"]["MultiRegion"] is True
