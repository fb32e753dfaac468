"""Names and limits of CloudFormation: several stacks in an account, and a second deployment after a failed one."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from intrinsics import references

Json = dict[str, Any]
# The longest name of a stack (docs/deploying.md), in a Region with a long name.
LONGEST = {"AWS::StackName": "s" * 32, "AWS::Region": "ap-southeast-1", "AWS::AccountId": "1" * 12}
# Properties that name a resource, and the longest name that AWS accepts.
NAMES = {
    "AWS::ApiGatewayV2::Api": ("Name", 128),
    "AWS::Backup::BackupVault": ("BackupVaultName", 50),
    "AWS::CloudFront::CachePolicy": ("CachePolicyConfig.Name", 128),
    "AWS::CloudFront::Function": ("Name", 64),
    "AWS::CloudFront::OriginAccessControl": ("OriginAccessControlConfig.Name", 64),
    "AWS::CloudFront::OriginRequestPolicy": ("OriginRequestPolicyConfig.Name", 128),
    "AWS::CloudFront::ResponseHeadersPolicy": ("ResponseHeadersPolicyConfig.Name", 128),
    "AWS::CloudWatch::Alarm": ("AlarmName", 255),
    "AWS::CodeDeploy::Application": ("ApplicationName", 100),
    "AWS::Cognito::UserPoolDomain": ("Domain", 63),
    "AWS::DynamoDB::Table": ("TableName", 255),
    "AWS::Events::EventBus": ("Name", 256),
    "AWS::Events::Rule": ("Name", 64),
    "AWS::IAM::Role": ("RoleName", 64),
    "AWS::KMS::Alias": ("AliasName", 256),
    "AWS::Lambda::Function": ("FunctionName", 64),
    "AWS::Logs::LogGroup": ("LogGroupName", 512),
    "AWS::S3::Bucket": ("BucketName", 63),
    "AWS::Scheduler::Schedule": ("Name", 64),
    "AWS::SecretsManager::Secret": ("Name", 512),
    "AWS::SNS::Topic": ("TopicName", 256),
    "AWS::SES::ConfigurationSet": ("Name", 64),
    "AWS::SQS::Queue": ("QueueName", 80),
}
# Names that may occur twice, within their parent or anywhere.
NOT_UNIQUE = {
    "AWS::Cognito::UserPool",
    "AWS::Cognito::UserPoolClient",
    "AWS::Cognito::UserPoolGroup",
    "AWS::Cognito::UserPoolResourceServer",
    "AWS::Lambda::Alias",
}
# References to another resource by its name.
REFERENCES = {
    "FunctionName",
    "ApplicationName",
    "EventBusName",
    "TableName",
    "LogGroupName",
    "UserPoolName",
    "StageName",
    "ConfigurationSetName",
}


def name_of(resource: Json) -> Any:
    value = resource["Properties"]
    for key in NAMES[resource["Type"]][0].split("."):
        value = value.get(key, {})
    return value or None


def named(translated: Json) -> list[tuple[str, Json, Any]]:
    found = ((name, entry, name_of(entry)) for name, entry in translated["Resources"].items() if entry["Type"] in NAMES)
    return [(name, entry, value) for name, entry, value in found if value is not None]


def spelt(value: Any) -> str:
    """Returns the longest form of a name; a part of the stack's id counts as eight characters."""
    match value:
        case {"Fn::Sub": str(text)}:
            return re.sub(r"\$\{([^}]+)\}", lambda found: LONGEST[found[1]], text)
        case {"Fn::Join": [str(separator), list(parts)]}:
            return separator.join(map(spelt, parts))
        case {"Fn::Select": [0, {"Fn::Split": ["-", _]}]}:
            return "0" * 8
        case {"Ref": name}:
            return LONGEST[name]
        case str(text):
            return text
    raise AssertionError(f"no name: {value}")


def test_names_fit_for_the_longest_stack_name(translated: Json) -> None:
    for name, entry, value in named(translated):
        assert len(spelt(value)) <= NAMES[entry["Type"]][1], f"{name} is named {spelt(value)}"


def test_names_differ_between_stacks_and_global_ones_between_regions(translated: Json) -> None:
    for name, entry, value in named(translated):
        parts = set(references(value)) | {part for part in LONGEST if f"${{{part}}}" in json.dumps(value)}
        assert "AWS::StackName" in parts, f"{name} has the same name in every stack"
        # CloudFront's names are unique in an account, the sign-in domain in a Region.
        if entry["Type"].startswith("AWS::CloudFront::"):
            assert "AWS::Region" in parts, f"{name} has the same name in every Region"
        if entry["Type"] == "AWS::Cognito::UserPoolDomain":
            assert "AWS::AccountId" in parts, name


def test_what_outlives_its_stack_has_no_fixed_name(translated: Json) -> None:
    for name, entry, value in named(translated):
        if "Retain" in entry.get("DeletionPolicy", ""):
            assert "AWS::StackId" in set(references(value)), f"{name} would block the next stack of this name"


def test_the_table_of_names_is_complete(translated: Json) -> None:
    for name, entry in translated["Resources"].items():
        if entry["Type"] in NAMES or entry["Type"] in NOT_UNIQUE:
            continue
        keys = {key for key in entry.get("Properties", {}) if key.endswith("Name")} - REFERENCES
        assert keys <= {"DeploymentConfigName"}, f"{name} is named by {keys}"


def test_the_metrics_of_the_shop_are_counted_per_stack(translated: Json) -> None:
    alarms = [entry["Properties"] for entry in translated["Resources"].values() if entry["Type"] == "AWS::CloudWatch::Alarm"]
    for alarm in alarms:
        if alarm["Namespace"] == "3DThings":
            assert alarm["Dimensions"] == [{"Name": "Stack", "Value": {"Ref": "AWS::StackName"}}], alarm["MetricName"]


def test_the_template_is_within_cloudformations_limits(translated: Json) -> None:
    assert len(translated["Resources"]) <= 500
    assert len(translated["Outputs"]) <= 200
    assert len(json.dumps(translated)) <= 1_000_000


def dependencies(translated: Json) -> dict[str, set[str]]:
    resources = translated["Resources"]
    found = {name: set(references(entry)) & resources.keys() for name, entry in resources.items()}
    for name, entry in resources.items():
        after = entry.get("DependsOn", [])
        found[name] |= {after} if isinstance(after, str) else set(after)
    return found


def test_no_resource_depends_on_itself(translated: Json) -> None:
    left = dependencies(translated)
    while ready := {name for name, needed in left.items() if not needed & left.keys()}:
        left = {name: needed for name, needed in left.items() if name not in ready}
    assert left == {}


@pytest.mark.parametrize("stage", ["production", "staging", "local"])
def test_every_stage_is_offered(written: Json, stage: str) -> None:
    assert stage in written["Parameters"]["Stage"]["AllowedValues"]
