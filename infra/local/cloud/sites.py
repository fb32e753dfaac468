"""Serves the two sites as their distributions of template.yaml do, except that nothing is cached."""

from __future__ import annotations

import json
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from . import emulator
from .cloudfront import Behaviour, Distribution, Request
from .compression import compressed
from .edge import Edge, EdgeError
from .files import Files
from .proxy import Handler, Headers
from .settings import Run


@dataclass(frozen=True)
class AddedHeader:
    """A header that a policy adds to responses."""

    name: str
    value: str
    # True if it replaces the origin's.
    override: bool

    def to(self, headers: Headers) -> Headers:
        """Returns the headers of a response together with this one."""
        others = [(name, value) for name, value in headers if name.lower() != self.name.lower()]
        return headers if len(others) < len(headers) and not self.override else [*others, (self.name, self.value)]


class SiteHandler(Handler):
    """One distribution: chooses the behaviour of a request, runs its function, and asks its origin."""

    distribution: Distribution
    edge: Edge
    # Physical ids of the template's resources by their names.
    resources: Mapping[str, str]
    # Values of the secrets that origins receive, by the secrets' names.
    secrets: Mapping[str, str]
    # Headers that are added to responses, by the name or managed id of their policy.
    policies: Mapping[str, list[AddedHeader]]
    functions: Any
    s3: Any
    behaviour: Behaviour

    def serve(self) -> None:
        """Handles a request as CloudFront does."""
        path, _, query = self.path.partition("?")
        uri = self.distribution.uri(path)
        request = Request(self.command, uri, query, list(self.headers.items()), self.client_address[0])
        self.behaviour = self.distribution.behaviour(uri)
        if self.command not in self.behaviour.methods:
            self._refuse(403, "the distribution does not allow this method")
            return
        try:
            code = self.behaviour.code
            self._ask_origin(request.changed_by(code, self.edge) if code else request)
        except EdgeError as error:
            self._refuse(503, f"the distribution's function failed: {error}")

    def _ask_origin(self, request: Request) -> None:
        origin, query, headers = self.behaviour.origin, self.behaviour.query(request), self.behaviour.headers(request)
        headers |= {name.lower(): self.secrets[secret] for name, secret in origin.secrets.items()}
        match origin.kind:
            case "api":
                # CloudFront names the origin's host, not its own.
                headers["host"] = self.api.host
                self.forward(f"{request.uri}?{query}" if query else request.uri, headers.items())
            case "function":
                self.answer(*self._page(self.resources[origin.resource], request.uri, query, headers))
            case _:
                files = Files(self.s3, self.resources[origin.resource], f"{origin.path}/".removeprefix("/"))
                self.answer(*files.get(request.uri))

    def _page(self, function: str, uri: str, query: str, headers: Mapping[str, str]) -> tuple[int, Headers, bytes]:
        """Invokes a function as its URL does."""
        event = _event(self.command, uri, query, headers)
        invoked = self.functions.invoke(FunctionName=function, Payload=json.dumps(event).encode())
        page = json.loads(invoked["Payload"].read())
        if "statusCode" not in page:
            return 502, [("Content-Type", "text/plain")], b"the page's function failed; its log says why\n"
        answered = dict(page.get("headers", {}))
        answered |= {name: ", ".join(values) for name, values in page.get("multiValueHeaders", {}).items()}
        return page["statusCode"], list(answered.items()), (page.get("body") or "").encode()

    def answer(self, status: int, headers: Headers, body: bytes) -> None:
        """Adds the policy's headers, and compresses the body if CloudFront would."""
        for added in self.policies[self.behaviour.response_headers] if self.behaviour.response_headers else []:
            headers = added.to(headers)
        if self.behaviour.compresses:
            headers, body = compressed(status, headers, body, self.headers.get("Accept-Encoding", ""))
        super().answer(status, headers, body)

    def _refuse(self, status: int, reason: str) -> None:
        # The body was not read, so the connection cannot carry another request.
        self.close_connection = True
        super().answer(status, [("Content-Type", "text/plain"), ("Connection", "close")], f"{reason}\n".encode())


def _event(method: str, path: str, query: str, headers: Mapping[str, str]) -> dict[str, Any]:
    """Builds the event of a function's URL."""
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": urllib.parse.unquote(path),
        "rawQueryString": query,
        "headers": dict(headers),
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "local",
            "domainName": "localhost",
            "domainPrefix": "local",
            "http": {
                "method": method,
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": "127.0.0.1",
                "userAgent": headers.get("user-agent", ""),
            },
            "requestId": "local",
            "routeKey": "$default",
            "stage": "$default",
            "time": "01/Jan/2026:00:00:00 +0000",
            "timeEpoch": 0,
        },
        "isBase64Encoded": False,
    }


def added_headers(client: Any, policy: str) -> list[AddedHeader]:
    """Returns the headers of a response headers policy, as CloudFront stores it."""
    config = client.get_response_headers_policy(Id=policy)["ResponseHeadersPolicy"]["ResponseHeadersPolicyConfig"]
    values = {
        "ContentSecurityPolicy": ("Content-Security-Policy", lambda entry: entry["ContentSecurityPolicy"]),
        "ContentTypeOptions": ("X-Content-Type-Options", lambda _: "nosniff"),
        "FrameOptions": ("X-Frame-Options", lambda entry: entry["FrameOption"]),
        "ReferrerPolicy": ("Referrer-Policy", lambda entry: entry["ReferrerPolicy"]),
        "StrictTransportSecurity": ("Strict-Transport-Security", lambda entry: f"max-age={entry['AccessControlMaxAgeSec']}"),
        "XSSProtection": ("X-XSS-Protection", lambda _: "1; mode=block"),
    }
    entries = config["SecurityHeadersConfig"].items()
    return [AddedHeader(values[kind][0], values[kind][1](entry), entry["Override"]) for kind, entry in entries]


def parts(run: Run, distribution: Distribution, resources: Mapping[str, str]) -> dict[str, Any]:
    """Returns the parts of a distribution's server: clients of its origins, and the values that its deployment resolved."""
    cloudfront, secrets = emulator.client(run, "cloudfront"), emulator.client(run, "secretsmanager")
    policies = {entry.response_headers for entry in distribution.behaviours if entry.response_headers}
    names = {name for entry in distribution.behaviours for name in entry.origin.secrets.values()}
    return {
        "distribution": distribution,
        "resources": resources,
        "secrets": {name: secrets.get_secret_value(SecretId=resources[name])["SecretString"] for name in names},
        "policies": {policy: added_headers(cloudfront, resources.get(policy, policy)) for policy in policies},
        "functions": emulator.client(run, "lambda"),
        "s3": emulator.client(run, "s3"),
    }
