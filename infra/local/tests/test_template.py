"""Checks rules of template.yaml that linters do not check."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from intrinsics import as_list, references, statements

from cloud import template
from cloud.settings import ROOT

Json = dict[str, Any]
EXPECTED = json.loads((Path(__file__).parent / "permissions.json").read_text(encoding="utf-8"))
MAY_DECRYPT = {
    "admin-correct-address",
    "admin-create-note",
    "admin-export-customer",
    "admin-get-document",
    "admin-get-order",
    "admin-resend-mail",
    "send-mail",
}
LOGS_ONLY = "AWSLambdaBasicExecutionRole"
# The sections of the template. The folders say which functions each of them has.
CONTEXTS = {
    context: sorted(path.parent.name for path in (ROOT / "functions" / context).glob("*/Cargo.toml"))
    for context in ("catalogue", "checkout", "orders", "customers", "shop", "audit", "storefront")
}


def pascal(name: str) -> str:
    return "".join(part.title() for part in name.split("-"))


def resource_name(value: Any) -> str:
    """Returns a policy's resource under its name in the permissions table."""
    match value:
        case {"Ref": name}:
            return name
        case {"Fn::GetAtt": [name, "Arn" | "Id"]}:
            return name
        case {"Fn::GetAtt": [name, "StreamArn"]}:
            return f"{name}.Stream"
        case {"Fn::Sub": str(text)} if re.match(r"\$\{(Table|\w+Bucket)\.Arn\}/", text):
            return re.sub(r"\$\{(\w+)\.Arn\}", r"\1", text)
        case {"Fn::Sub": str(text)} if text.endswith(":identity/*"):
            return "*"
        case "*":
            return "*"
    raise AssertionError(f"no short name for {value}")


def role_of(expanded: Json, logical_id: str) -> Json:
    return expanded["Resources"][f"{logical_id}Role"]["Properties"]


def test_function_names_agree_and_log_groups_have_a_retention(written: Json) -> None:
    functions = template.functions(written)
    assert sorted(functions.values()) == sorted(EXPECTED)
    for logical_id, name in functions.items():
        assert logical_id == pascal(name)
        properties = written["Resources"][logical_id]["Properties"]
        assert properties["FunctionName"] == {"Fn::Sub": f"${{AWS::StackName}}-{name}"}
        (context,) = (context for context, names in CONTEXTS.items() if name in names)
        assert properties["LoggingConfig"]["LogGroup"] == {"Ref": f"{context.title()}Logs"}
        logs = written["Resources"][f"{context.title()}Logs"]["Properties"]
        assert logs["LogGroupName"] == {"Fn::Sub": f"/aws/lambda/${{AWS::StackName}}-{context}"}
        assert logs["RetentionInDays"]


def test_one_log_group_for_each_context_and_one_for_the_api(written: Json) -> None:
    groups = {name for name, entry in written["Resources"].items() if entry["Type"] == "AWS::Logs::LogGroup"}
    assert groups == {"AccessLogs", *(f"{context.title()}Logs" for context in CONTEXTS)}


def test_functions_are_grouped_by_context_and_sorted_by_name(written: Json) -> None:
    names = list(template.functions(written).values())
    assert names == [name for names in CONTEXTS.values() for name in names]


def test_every_function_has_a_folder_and_every_folder_a_function(written: Json) -> None:
    folders = {path.parent.name for path in (ROOT / "functions").glob("*/*/Cargo.toml")}
    assert folders == set(template.functions(written).values())


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_function_has_exactly_the_permissions_of_the_table(expanded: Json, name: str) -> None:
    granted: dict[str, list[str]] = {}
    for statement in statements(role_of(expanded, pascal(name))):
        assert statement["Effect"] == "Allow"
        for action in as_list(statement["Action"]):
            granted.setdefault(action, []).extend(resource_name(entry) for entry in as_list(statement["Resource"]))
    assert granted == EXPECTED[name]


def test_each_function_has_its_own_role_with_only_the_logging_policy(expanded: Json, written: Json) -> None:
    for logical_id in template.functions(written):
        function = expanded["Resources"][logical_id]["Properties"]
        assert function["Role"] == {"Fn::GetAtt": [f"{logical_id}Role", "Arn"]}
        managed = [json.dumps(arn).rsplit("/", 1)[1].rstrip('"}') for arn in role_of(expanded, logical_id)["ManagedPolicyArns"]]
        assert managed == [LOGS_ONLY]


def test_only_six_functions_may_decrypt_and_only_for_an_order(expanded: Json, written: Json) -> None:
    decrypt = set()
    for logical_id, name in template.functions(written).items():
        for statement in statements(role_of(expanded, logical_id)):
            actions = as_list(statement["Action"])
            if any(action.startswith("kms:") or action == "*" for action in actions):
                assert statement["Condition"] == {"ForAllValues:StringEquals": {"kms:EncryptionContextKeys": ["order_id"]}}
                decrypt |= {name} if any(re.fullmatch(r"\*|kms:(\*|Decrypt.*|ReEncrypt.*)", action) for action in actions) else set()
    assert decrypt == MAY_DECRYPT


def test_exactly_the_admin_routes_require_signed_in_staff(written: Json, of_type: Any) -> None:
    routes = list(of_type("AWS::ApiGatewayV2::Route"))
    functions = [written["Resources"][name]["Properties"] for name in template.functions(written)]
    events = [event for function in functions for event in function.get("Events", {}).values()]
    assert len(routes) == sum(event["Type"] == "HttpApi" for event in events) > 0
    for _, route in routes:
        staff_only = route["RouteKey"].split(" ")[1].startswith("/admin")
        assert route["AuthorizationType"] == ("JWT" if staff_only else "NONE"), route["RouteKey"]
        assert ("AuthorizerId" in route) == staff_only


def test_consumed_queues_have_dead_letters_and_time_for_six_attempts(expanded: Json, of_type: Any) -> None:
    queues = dict(of_type("AWS::SQS::Queue"))
    consumed = set()
    for _, source in of_type("AWS::Lambda::EventSourceMapping"):
        assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        name, attribute = source["EventSourceArn"]["Fn::GetAtt"]
        if attribute == "StreamArn":
            assert source["BisectBatchOnFunctionError"] is True
            assert source["DestinationConfig"]["OnFailure"]["Destination"]["Fn::GetAtt"][0] in queues
            continue
        consumed.add(name)
        function = source["FunctionName"]["Ref"].removesuffix("Aliaslive")
        timeout = expanded["Resources"][function]["Properties"]["Timeout"]
        assert queues[name]["VisibilityTimeout"] >= 6 * timeout
        # A call may use its provider's full timeout, so that the function's timeout covers only one message.
        assert source["BatchSize"] == 1
        # The first waits for money are short, so that as much time as elsewhere needs more receives.
        soon = function in {"SettlePayment", "IssueRefund"}
        assert queues[name]["RedrivePolicy"]["maxReceiveCount"] == (8 if soon else 5)
        dead = queues[queues[name]["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]]
        assert dead.get("FifoQueue") == queues[name].get("FifoQueue")
    assert {name for name in queues if "DeadLetters" not in name} == consumed


def test_every_queue_has_an_alarm(of_type: Any) -> None:
    watched = {
        (alarm["MetricName"], alarm["Dimensions"][0]["Value"]["Fn::GetAtt"][0]): alarm
        for _, alarm in of_type("AWS::CloudWatch::Alarm")
        if alarm["Namespace"] == "AWS/SQS"
    }
    for name, _ in of_type("AWS::SQS::Queue"):
        dead = name.endswith("DeadLetters")
        alarm = watched["ApproximateNumberOfMessagesVisible" if dead else "ApproximateAgeOfOldestMessage", name]
        assert alarm["AlarmActions"] == [{"Ref": "AlarmTopic"}]
        assert not dead or alarm["Threshold"] == 0


def test_stateful_resources_are_retained_and_protected(expanded: Json) -> None:
    resources = expanded["Resources"]
    for name in ("Table", "TableKey", "CustomerKey", "MediaBucket", "AnchorBucket", "UserPool"):
        assert resources[name]["DeletionPolicy"] == resources[name]["UpdateReplacePolicy"] == "Retain", name
    for name in ("StripeApiKey", "StripeWebhookSecret", "LookupSecret"):
        assert resources[name]["DeletionPolicy"] == "RetainExceptOnCreate", name
        assert resources[name]["UpdateReplacePolicy"] == "Retain", name
    table = resources["Table"]["Properties"]
    assert table["DeletionProtectionEnabled"] is True
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["SSESpecification"]["KMSMasterKeyId"] == {"Fn::GetAtt": ["TableKey", "Arn"]}
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
    assert table["StreamSpecification"]["StreamViewType"] == "NEW_AND_OLD_IMAGES"
    assert all(resources[key]["Properties"]["EnableKeyRotation"] is True for key in ("TableKey", "CustomerKey"))


def test_anchors_are_locked_and_the_function_that_writes_them_cannot_bypass_it(expanded: Json) -> None:
    bucket = expanded["Resources"]["AnchorBucket"]["Properties"]
    assert bucket["ObjectLockEnabled"] is True and bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    lock = bucket["ObjectLockConfiguration"]["Rule"]["DefaultRetention"]
    assert lock["Mode"] in ("GOVERNANCE", "COMPLIANCE") and lock["Days"] >= 3650
    assert all(bucket["PublicAccessBlockConfiguration"].values())
    writers = {
        name for name, granted in EXPECTED.items() if any("AnchorBucket" in entry for entries in granted.values() for entry in entries)
    }
    assert writers == {"anchor-audit"}
    assert {action for action in EXPECTED["anchor-audit"] if action.startswith("s3:")} == {"s3:GetObject", "s3:PutObject", "s3:ListBucket"}


def test_only_index_catalogue_changes_compact_catalogues_and_no_distribution_has_them(expanded: Json) -> None:
    resources = expanded["Resources"]
    assert all(resources["CatalogBucket"]["Properties"]["PublicAccessBlockConfiguration"].values())
    # The policy allows nobody anything; the roles below are all that reach the bucket.
    (tls,) = resources["CatalogBucketPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    assert tls["Fn::If"][2]["Effect"] == "Deny"
    named = {
        name
        for name, entry in resources.items()
        if "CatalogBucket" in references(entry) and entry["Type"] == "AWS::CloudFront::Distribution"
    }
    assert named == set()
    granted = {
        name: {action for action, entries in actions.items() if any(entry.startswith("CatalogBucket") for entry in entries)}
        for name, actions in EXPECTED.items()
    }
    readers = {"list-products", "list-categories", "render-page"}
    assert {name: actions for name, actions in granted.items() if actions} == {
        **{reader: {"s3:GetObject"} for reader in readers},
        "index-catalogue": {"s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket"},
    }


def test_every_reference_resolves(written: Json, expanded: Json) -> None:
    for document in (written, expanded):
        resources = document["Resources"]
        # SAM creates a resource for each function's URL and alias.
        urls = {f"{name}Url" for name, entry in resources.items() if "FunctionUrlConfig" in entry.get("Properties", {})}
        aliases = {f"{name}.Alias" for name, entry in resources.items() if "AutoPublishAlias" in entry.get("Properties", {})}
        known = {*resources, *urls, *aliases, *document["Parameters"], *document["Conditions"]}
        missing = {name for name in references(document) if not name.startswith("AWS::")} - known
        assert missing == set()


def test_every_parameter_is_used(written: Json) -> None:
    assert set(written["Parameters"]) <= set(references(written))


def test_only_checked_pictures_are_served_and_only_over_tls(expanded: Json) -> None:
    bucket = expanded["Resources"]["MediaBucket"]["Properties"]
    assert all(bucket["PublicAccessBlockConfiguration"].values())
    assert len(bucket["PublicAccessBlockConfiguration"]) == 4
    assert bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert bucket["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    (cors,) = bucket["CorsConfiguration"]["CorsRules"]
    assert (cors["AllowedOrigins"], cors["AllowedMethods"]) == ([{"Ref": "AdminUrl"}], ["PUT"])
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    rule, former = bucket["LifecycleConfiguration"]["Rules"]
    assert (rule["Prefix"], rule["ExpirationInDays"], rule["Status"]) == ("uploads/", 1, "Enabled")
    assert former["NoncurrentVersionExpiration"] == {"NoncurrentDays": 35}
    handed_out, tls = expanded["Resources"]["MediaBucketPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    assert (handed_out["Effect"], handed_out["Action"]) == ("Allow", "s3:GetObject")
    assert handed_out["Resource"] == {"Fn::Sub": "${MediaBucket.Arn}/media/*"}
    assert handed_out["Principal"] == {"Service": "cloudfront.amazonaws.com"}
    assert "StorefrontDistribution" in json.dumps(handed_out["Condition"]["StringEquals"]["AWS:SourceArn"])
    condition, local, refused = tls["Fn::If"]
    assert (condition, local) == ("IsLocal", {"Ref": "AWS::NoValue"})
    assert (refused["Effect"], refused["Principal"], refused["Action"]) == ("Deny", "*", "s3:*")
    assert refused["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def behaviours(distribution: Json) -> dict[str, Json]:
    """Returns a distribution's cache behaviours by path."""
    config = distribution["Properties"]["DistributionConfig"]
    return {"*": config["DefaultCacheBehavior"], **{entry["PathPattern"]: entry for entry in config["CacheBehaviors"]}}


@pytest.mark.parametrize("site", ["StorefrontDistribution", "AdminDistribution"])
def test_a_site_uses_tls_and_signs_its_requests_except_to_the_api(expanded: Json, site: str) -> None:
    distribution = expanded["Resources"][site]
    origins = {origin["Id"]: origin for origin in distribution["Properties"]["DistributionConfig"]["Origins"]}
    for path, behaviour in behaviours(distribution).items():
        assert behaviour["ViewerProtocolPolicy"] in ("redirect-to-https", "https-only"), path
        origin = origins[behaviour["TargetOriginId"]]
        # The API accepts any caller; every other origin accepts only its distribution.
        assert ("OriginAccessControlId" in origin) == (origin["Id"] != "api"), path
        writes = "POST" in behaviour["AllowedMethods"]
        assert writes == (path == "/api/*"), path


def test_only_the_catalogue_of_the_api_is_cached(expanded: Json) -> None:
    disabled = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
    for site, cached in (("StorefrontDistribution", {"/api/products*"}), ("AdminDistribution", set())):
        of_api = {path: entry for path, entry in behaviours(expanded["Resources"][site]).items() if path.startswith("/api")}
        assert {path for path, entry in of_api.items() if entry["CachePolicyId"] != disabled} == cached
        for path in of_api:
            stripped = of_api[path]["FunctionAssociations"][0]["FunctionARN"]
            assert stripped == {"Fn::GetAtt": ["ApiBelowTheSites", "FunctionARN"]}


def test_only_the_two_distributions_may_read_the_sites_bucket(expanded: Json) -> None:
    resources = expanded["Resources"]
    assert all(resources["SiteBucket"]["Properties"]["PublicAccessBlockConfiguration"].values())
    handed_out, tls = resources["SiteBucketPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    assert (handed_out["Action"], handed_out["Principal"]) == ("s3:GetObject", {"Service": "cloudfront.amazonaws.com"})
    sources = json.dumps(handed_out["Condition"]["StringEquals"]["AWS:SourceArn"])
    assert "StorefrontDistribution" in sources and "AdminDistribution" in sources
    assert tls["Fn::If"][2]["Effect"] == "Deny"


def test_the_back_office_runs_only_its_own_scripts(expanded: Json) -> None:
    config = expanded["Resources"]["AdminHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
    policy = config["ContentSecurityPolicy"]["ContentSecurityPolicy"]["Fn::Sub"][0]
    assert "default-src 'none'; script-src 'self';" in policy
    assert "unsafe" not in policy and "frame-ancestors 'none'" in policy


def test_only_its_distribution_may_call_the_pages_function(expanded: Json) -> None:
    assert expanded["Resources"]["RenderPageUrl"]["Properties"]["AuthType"] == "AWS_IAM"
    for name in ("PagesThroughTheDistribution", "PageInvocationsThroughTheDistribution"):
        permission = expanded["Resources"][name]["Properties"]
        assert permission["Principal"] == "cloudfront.amazonaws.com"
        assert "StorefrontDistribution" in json.dumps(permission["SourceArn"])


def test_pages_reserve_executions_only_if_the_owner_asks(written: Json) -> None:
    reserved = {
        name: entry["Properties"]["ReservedConcurrentExecutions"]
        for name, entry in written["Resources"].items()
        if "ReservedConcurrentExecutions" in entry.get("Properties", {})
    }
    # A new account may not reserve any, so the default must deploy there.
    asked = {"Fn::If": ["HasPageConcurrency", {"Ref": "PageConcurrency"}, {"Ref": "AWS::NoValue"}]}
    assert (reserved, written["Parameters"]["PageConcurrency"]["Default"]) == ({"RenderPage": asked}, 0)
