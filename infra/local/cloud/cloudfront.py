"""The distributions of template.yaml: the origin of each path, and the parts of a request that reach it.

Everything that is not imitated is refused when the template is read, so that the local cloud cannot differ unnoticed.
"""

from __future__ import annotations

import re
import urllib.parse
from dataclasses import dataclass, replace
from typing import Any

from .edge import Edge, EdgeError
from .template import Json

# AWS's managed policies, by their ids.
_NOTHING_IN_KEY: Json = {"QueryStringsConfig": {"QueryStringBehavior": "none"}, "EnableAcceptEncodingGzip": True}
_MANAGED_CACHE_POLICIES: dict[str, Json] = {
    "4135ea2d-6df8-44a3-9df3-4b5a84be39ad": {**_NOTHING_IN_KEY, "EnableAcceptEncodingGzip": False},  # CachingDisabled
    "658327ea-f89d-4fab-a63d-7e88639e58f6": _NOTHING_IN_KEY,  # CachingOptimized
}
_ALL_VIEWER_EXCEPT_HOST_HEADER = "b689b0a8-53d0-40ab-baf2-68738e2966ac"

# CloudFront sends these to the origin whatever the policies say.
_CONDITIONS = frozenset({"range", "if-match", "if-modified-since", "if-none-match", "if-range", "if-unmodified-since"})

# Settings of a behaviour, an origin and a cache key that are read below, or that have no effect without TLS and a cache.
_BEHAVIOUR = {"PathPattern", "TargetOriginId", "ViewerProtocolPolicy", "AllowedMethods", "Compress", "CachePolicyId"} | {
    "OriginRequestPolicyId",
    "ResponseHeadersPolicyId",
    "FunctionAssociations",
}
_ORIGIN = {"Id", "DomainName", "OriginPath", "OriginAccessControlId", "CustomOriginConfig", "S3OriginConfig", "OriginCustomHeaders"}
_KEY = {"QueryStringsConfig", "CookiesConfig", "HeadersConfig", "EnableAcceptEncodingGzip", "EnableAcceptEncodingBrotli"}


@dataclass(frozen=True)
class Request:
    """A viewer's request, before or after a function has changed it."""

    method: str
    uri: str
    query: str
    headers: list[tuple[str, str]]
    viewer: str

    def changed_by(self, code: str, edge: Edge) -> Request:
        """Runs a CloudFront function, which may change path and headers."""
        event = _event(self)
        changed = edge.run(code, event)
        if any(changed.get(part) != event["request"][part] for part in ("method", "querystring", "cookies")):
            raise EdgeError("it changes more than path and headers, or responds itself, which is not imitated")
        cookies = [(name, value) for name, value in self.headers if name.lower() == "cookie"]
        headers = [(name, field["value"]) for name, field in changed["headers"].items()]
        return replace(self, uri=changed["uri"], headers=headers + cookies)


def _event(request: Request) -> Json:
    pairs = urllib.parse.parse_qsl(request.query, keep_blank_values=True)
    return {
        "version": "1.0",
        "context": {"eventType": "viewer-request", "distributionId": "LOCAL", "requestId": "local"},
        "viewer": {"ip": request.viewer},
        "request": {
            "method": request.method,
            "uri": request.uri,
            "querystring": {name: {"value": value} for name, value in pairs},
            "headers": {name.lower(): {"value": value} for name, value in request.headers if name.lower() != "cookie"},
            "cookies": {},
        },
    }


@dataclass(frozen=True)
class Origin:
    """A source of responses: a bucket, the API, or a function's URL."""

    kind: str
    resource: str
    path: str
    # The secrets whose values CloudFront sends to the origin, by the name of the header.
    secrets: dict[str, str]


@dataclass(frozen=True)
class Behaviour:
    """The treatment of the requests whose path matches a pattern."""

    pattern: str
    origin: Origin
    methods: frozenset[str]
    # The query parameters that reach the origin; none for all of them.
    parameters: frozenset[str] | None
    forwards_all_headers: bool
    compresses: bool
    # JavaScript that changes a request before it is forwarded.
    code: str | None
    # Name or managed id of the policy that adds headers to responses.
    response_headers: str | None

    def query(self, request: Request) -> str:
        """Returns the part of a query that the origin receives."""
        parts = (part for part in request.query.split("&") if part)
        return "&".join(part for part in parts if self.parameters is None or part.partition("=")[0] in self.parameters)

    def headers(self, request: Request) -> dict[str, str]:
        """Returns the headers that the origin receives, without those that contain secrets."""
        lower = {name.lower(): value for name, value in request.headers if name.lower() != "host"}
        forwarded = {name: value for name, value in lower.items() if self.forwards_all_headers or name in _CONDITIONS}
        if not self.forwards_all_headers:
            forwarded["user-agent"] = "Amazon CloudFront"
            if self.compresses and "gzip" in lower.get("accept-encoding", ""):
                forwarded["accept-encoding"] = "gzip"
        through = ", ".join(filter(None, [lower.get("x-forwarded-for"), request.viewer]))
        return {**forwarded, "x-forwarded-for": through, "via": "1.1 local (CloudFront)"}


@dataclass(frozen=True)
class Distribution:
    """A distribution with its behaviours, the default one last."""

    root: str
    behaviours: tuple[Behaviour, ...]

    @staticmethod
    def of(template: Json, name: str) -> Distribution:
        """Reads a distribution of the template."""
        resources = template["Resources"]
        config = resources[name]["Properties"]["DistributionConfig"]
        origins = {entry["Id"]: _origin(entry) for entry in config["Origins"]}
        entries = [*config.get("CacheBehaviors", []), {"PathPattern": "*", **config["DefaultCacheBehavior"]}]
        return Distribution(config.get("DefaultRootObject", ""), tuple(_behaviour(resources, origins, entry) for entry in entries))

    def behaviour(self, path: str) -> Behaviour:
        """Returns the first behaviour whose pattern matches a path."""
        return next(entry for entry in self.behaviours if _matches(entry.pattern, path))

    def uri(self, path: str) -> str:
        """Returns the path of a request; the root has a name."""
        return f"/{self.root}" if path == "/" else path


def _matches(pattern: str, path: str) -> bool:
    """CloudFront's patterns: `*` for any text, `?` for one character, case sensitive, with or without the first slash."""
    regex = re.escape(f"/{pattern.removeprefix('/')}" if pattern != "*" else pattern)
    return re.fullmatch(regex.replace(r"\*", ".*").replace(r"\?", "."), path) is not None


def _behaviour(resources: Json, origins: dict[str, Origin], entry: Json) -> Behaviour:
    _only(entry, _BEHAVIOUR)
    cache = _cache_policy(resources, entry["CachePolicyId"])
    _only(cache, _KEY)
    forwards_all = entry.get("OriginRequestPolicyId") == _ALL_VIEWER_EXCEPT_HOST_HEADER
    if not forwards_all and "OriginRequestPolicyId" in entry:
        raise ValueError(f"the origin request policy {entry['OriginRequestPolicyId']} is not imitated")
    policy = entry.get("ResponseHeadersPolicyId")
    return Behaviour(
        pattern=entry["PathPattern"],
        origin=origins[entry["TargetOriginId"]],
        methods=frozenset(entry["AllowedMethods"]),
        parameters=None if forwards_all else _parameters(cache["QueryStringsConfig"]),
        forwards_all_headers=forwards_all,
        compresses=entry.get("Compress", False) and cache["EnableAcceptEncodingGzip"],
        code=_code(resources, entry.get("FunctionAssociations", [])),
        response_headers=policy["Ref"] if isinstance(policy, dict) else policy,
    )


def _origin(entry: Json) -> Origin:
    _only(entry, _ORIGIN)
    match entry["DomainName"]:
        case {"Fn::GetAtt": [bucket, "RegionalDomainName"]}:
            kind, resource = "bucket", bucket
        case {"Fn::Sub": str(host)} if host.startswith("${Api}.execute-api."):
            kind, resource = "api", "Api"
        case {"Fn::Select": [2, {"Fn::Split": ["/", {"Fn::GetAtt": [url, "FunctionUrl"]}]}]}:
            kind, resource = "function", url.removesuffix("Url")
        case host:
            raise ValueError(f"an origin at {host} is not imitated")
    secrets = {header["HeaderName"]: _secret(header["HeaderValue"]) for header in entry.get("OriginCustomHeaders", [])}
    return Origin(kind, resource, entry.get("OriginPath", ""), secrets)


def _secret(value: Any) -> str:
    """Returns the secret that a header's value is resolved from."""
    found = re.fullmatch(r"\{\{resolve:secretsmanager:\$\{(\w+)\.Id\}\}\}", value.get("Fn::Sub", "") if isinstance(value, dict) else "")
    if found is None:
        raise ValueError(f"the origin's header {value} is not imitated")
    return found[1]


def _cache_policy(resources: Json, policy: Any) -> Json:
    if isinstance(policy, str):
        return _MANAGED_CACHE_POLICIES[policy]
    config = resources[policy["Ref"]]["Properties"]["CachePolicyConfig"]
    key = config["ParametersInCacheKeyAndForwardedToOrigin"]
    if (key["CookiesConfig"], key["HeadersConfig"]) != ({"CookieBehavior": "none"}, {"HeaderBehavior": "none"}):
        raise ValueError("cookies and headers in a cache key are not imitated")
    return key


def _parameters(config: Json) -> frozenset[str] | None:
    match config["QueryStringBehavior"]:
        case "all":
            return None
        case "none":
            return frozenset()
        case "whitelist":
            return frozenset(config["QueryStrings"])
    raise ValueError(f"the query string behaviour {config['QueryStringBehavior']} is not imitated")


def _code(resources: Json, associations: list[Json]) -> str | None:
    if not associations:
        return None
    (association,) = associations
    if association["EventType"] != "viewer-request":
        raise ValueError(f"a function at {association['EventType']} is not imitated")
    return resources[association["FunctionARN"]["Fn::GetAtt"][0]]["Properties"]["FunctionCode"]


def _only(entry: Json, known: set[str]) -> None:
    if unknown := entry.keys() - known:
        raise ValueError(f"{', '.join(sorted(unknown))} of a distribution is not imitated")
