"""Converts template.yaml to a form that the emulator understands, without changing its meaning.

Four pure steps: set the location of each function's package, remove the gradual rollouts, apply the SAM transform, and
convert the OpenAPI body of the API to single routes (the emulator ignores such bodies).
"""

from __future__ import annotations

import copy
import os
import re
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import yaml
from samtranslator.translator.transform import transform

from .settings import REGION

Json = dict[str, Any]


class _Loader(yaml.SafeLoader):
    """Loads CloudFormation's short intrinsics (`!Ref`, `!Sub`, …) in their long form."""


def _intrinsic(loader: _Loader, suffix: str, node: yaml.Node) -> Json:
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    if suffix in ("Ref", "Condition"):
        return {suffix: value}
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _intrinsic)


def load(path: Path) -> Json:
    """Loads the template, with intrinsic functions in their long form."""
    return yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506 (a SafeLoader)


def functions(template: Json) -> dict[str, str]:
    """Maps each function's logical id to the name of its crate, from its CodeUri."""
    return {
        logical_id: Path(resource["Properties"]["CodeUri"]).name
        for logical_id, resource in template["Resources"].items()
        if resource["Type"] == "AWS::Serverless::Function"
    }


def with_code(template: Json, code: Mapping[str, str]) -> Json:
    """Returns the template with each function's CodeUri set to its uploaded package."""
    packaged = copy.deepcopy(template)
    for logical_id, name in functions(template).items():
        packaged["Resources"][logical_id]["Properties"]["CodeUri"] = code[name]
    return packaged


def without_rollouts(template: Json) -> Json:
    """Returns the template without aliases and gradual rollouts: the emulator has no CodeDeploy."""
    simpler = _without_alias(template)
    for resource in simpler["Resources"].values():
        for name in ("AutoPublishAlias", "AutoPublishCodeSha256", "DeploymentPreference"):
            resource.get("Properties", {}).pop(name, None)
    return simpler


def _without_alias(value: Any) -> Any:
    """Copies the value; a reference to a function's alias becomes one to the function."""
    if isinstance(value, dict):
        if isinstance(value.get("Ref"), str):
            return {"Ref": value["Ref"].removesuffix(".Alias")}
        return {key: _without_alias(inner) for key, inner in value.items()}
    return [_without_alias(inner) for inner in value] if isinstance(value, list) else value


def translate(template: Json, parameters: Mapping[str, str]) -> Json:
    """Applies the SAM transform, as CloudFormation does on AWS."""
    # The transform requires a region, but uses it only for the name of the partition.
    os.environ["AWS_DEFAULT_REGION"] = REGION
    return transform(copy.deepcopy(template), dict(parameters), SimpleNamespace(load=dict))


def expand_http_apis(template: Json) -> Json:
    """Replaces the OpenAPI body of each HTTP API by authorisers, integrations and routes."""
    expanded = copy.deepcopy(template)
    resources = expanded["Resources"]
    for api_id, api in list(resources.items()):
        if api["Type"] == "AWS::ApiGatewayV2::Api":
            body = api["Properties"].pop("Body")
            api["Properties"] = {"Name": body["info"]["title"], "ProtocolType": "HTTP"}
            resources.update(_authorizers(api_id, body))
            resources.update(_routes(api_id, body))
    return expanded


def _authorizers(api_id: str, body: Json) -> Json:
    schemes = body.get("components", {}).get("securitySchemes", {})
    return {
        f"{api_id}{name}Authorizer": {
            "Type": "AWS::ApiGatewayV2::Authorizer",
            "Properties": {
                "ApiId": {"Ref": api_id},
                "Name": name,
                "AuthorizerType": "JWT",
                "IdentitySource": [scheme["x-amazon-apigateway-authorizer"]["identitySource"]],
                "JwtConfiguration": {
                    "Issuer": scheme["x-amazon-apigateway-authorizer"]["jwtConfiguration"]["issuer"],
                    "Audience": scheme["x-amazon-apigateway-authorizer"]["jwtConfiguration"]["audience"],
                },
            },
        }
        for name, scheme in schemes.items()
    }


def _routes(api_id: str, body: Json) -> Json:
    resources: Json = {}
    for path, methods in body["paths"].items():
        for method, operation in methods.items():
            label = f"{api_id}{method.title()}{re.sub('[^A-Za-z0-9]', '', path.title())}"
            integration = operation["x-amazon-apigateway-integration"]
            resources[f"{label}Integration"] = {
                "Type": "AWS::ApiGatewayV2::Integration",
                "Properties": {
                    "ApiId": {"Ref": api_id},
                    "IntegrationType": "AWS_PROXY",
                    "IntegrationUri": integration["uri"],
                    "PayloadFormatVersion": integration["payloadFormatVersion"],
                },
            }
            resources[f"{label}Route"] = {
                "Type": "AWS::ApiGatewayV2::Route",
                "Properties": {
                    "ApiId": {"Ref": api_id},
                    "RouteKey": f"{method.upper()} {path}",
                    "Target": {"Fn::Sub": f"integrations/${{{label}Integration}}"},
                    **_authorization(api_id, operation),
                },
            }
    return resources


def _authorization(api_id: str, operation: Json) -> Json:
    names = [name for requirement in operation.get("security", []) for name in requirement]
    if not names:
        return {"AuthorizationType": "NONE"}
    return {"AuthorizationType": "JWT", "AuthorizerId": {"Ref": f"{api_id}{names[0]}Authorizer"}}


def cors(translated: Json) -> Json:
    """Returns the CORS settings of the translated API, with unresolved intrinsic functions."""
    for resource in translated["Resources"].values():
        if resource["Type"] == "AWS::ApiGatewayV2::Api":
            return resource["Properties"]["Body"].get("x-amazon-apigateway-cors", {})
    return {}
