"""Rules of API Gateway that hold on AWS and that the emulator does not check."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV30SpecValidator

Json = dict[str, Any]
METHODS = ("get", "post", "put", "delete")
# Values of the variables that an access log may use: none of them contains a quote. `-` stands for a missing value.
LOGGED = {
    "requestId": "JKJaXmPLvHcESHA=",
    "requestTime": "23/Nov/2026:09:00:00 +0000",
    "routeKey": "GET /admin/orders/{id}",
    "status": "401",
    "responseLength": "23",
    "responseLatency": "4",
    "integrationLatency": "3",
    "error.responseType": "UNAUTHORIZED",
}


def operations(body: Json) -> list[tuple[str, Json]]:
    return [(path, operation) for path, item in body["paths"].items() for operation in item.values()]


def with_what_sam_leaves_out(body: Json) -> Json:
    """Completes the body: SAM writes neither schemas of path parameters, nor responses, nor flows of the authoriser."""
    complete = copy.deepcopy(body)
    complete["info"]["title"] = "a stack"
    for _, operation in operations(complete):
        operation["responses"] = operation["responses"] or {"default": {"description": "any"}}
        for parameter in operation.get("parameters", []):
            parameter.setdefault("schema", {"type": "string"})
    for scheme in complete["components"]["securitySchemes"].values():
        scheme.setdefault("flows", {})
    return complete


def test_the_body_is_valid_but_for_what_sam_leaves_out(translated: Json) -> None:
    api = translated["Resources"]["Api"]["Properties"]
    assert list(OpenAPIV30SpecValidator(with_what_sam_leaves_out(api["Body"])).iter_errors()) == []
    # API Gateway imports a body with such gaps; with this flag the first warning would undo the deployment.
    assert api.get("FailOnWarnings", False) is False


def test_every_operation_declares_the_parameters_of_its_path(translated: Json) -> None:
    for path, operation in operations(translated["Resources"]["Api"]["Properties"]["Body"]):
        declared = {parameter["name"] for parameter in operation.get("parameters", [])}
        assert declared == set(re.findall(r"\{(\w+)\}", path)), path
        assert operation["x-amazon-apigateway-integration"]["payloadFormatVersion"] == "2.0", path


def log_format(translated: Json) -> str:
    return translated["Resources"]["ApiApiGatewayDefaultStage"]["Properties"]["AccessLogSettings"]["Format"]


@pytest.mark.parametrize(("values", "error"), [(LOGGED, "UNAUTHORIZED"), (dict.fromkeys(LOGGED, "-"), "-")])
def test_access_log_lines_are_json_with_and_without_an_error(translated: Json, values: dict[str, str], error: str) -> None:
    line = log_format(translated)
    assert "\n" not in line
    assert json.loads(re.sub(r"\$context\.([A-Za-z.]+)", lambda found: values[found[1]], line))["error"] == error


def test_access_log_lines_contain_no_personal_data(translated: Json) -> None:
    assert set(re.findall(r"\$context\.([A-Za-z.]+)", log_format(translated))) == LOGGED.keys()


def test_the_machine_client_is_accepted_only_while_it_exists(translated: Json) -> None:
    resources = translated["Resources"]
    scheme = resources["Api"]["Properties"]["Body"]["components"]["securitySchemes"]["Staff"]
    audience = scheme["x-amazon-apigateway-authorizer"]["jwtConfiguration"]["audience"]
    machine = {"Fn::If": ["HasMachineClient", {"Ref": "AutomationClient"}, {"Ref": "AWS::NoValue"}]}
    assert audience == [{"Ref": "UserPoolClient"}, machine]
    for name in ("AutomationClient", "AutomationScopes"):
        assert resources[name]["Condition"] == "HasMachineClient", name
    assert translated["Outputs"]["AutomationClientId"]["Condition"] == "HasMachineClient"
    assert translated["Parameters"]["MachineClient"]["Default"] == "off"


def test_a_web_acl_is_attached_to_both_sites_only_if_it_is_named(translated: Json) -> None:
    named = {"Fn::If": ["HasWebAcl", {"Ref": "WebAclArn"}, {"Ref": "AWS::NoValue"}]}
    sites = [it for it in translated["Resources"].values() if it["Type"] == "AWS::CloudFront::Distribution"]
    assert [site["Properties"]["DistributionConfig"]["WebACLId"] for site in sites] == [named, named]
    assert translated["Parameters"]["WebAclArn"]["Default"] == ""


def test_staff_sign_in_with_a_code_of_an_authenticator_app(translated: Json) -> None:
    pool = translated["Resources"]["UserPool"]["Properties"]
    assert pool["MfaConfiguration"] == "ON"
    assert pool["EnabledMfas"] == ["SOFTWARE_TOKEN_MFA"], "text messages can be redirected"
    flows = translated["Resources"]["UserPoolClient"]["Properties"]["ExplicitAuthFlows"]
    assert flows == ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
