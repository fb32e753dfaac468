"""The two sites as their CDN serves them: what lies under which path comes from the same place as in template.yaml."""

from __future__ import annotations

import gzip
import json
import re
import urllib.parse
from typing import Any

from .files import Files
from .proxy import Handler, Headers

_WORTH_PACKING = 512
_TEXT = re.compile(r"text/|application/(json|problem\+json|javascript|xml)|image/svg")


class _Site(Handler):
    """What both sites have: the API, pictures, and answers packed as a CDN packs them."""

    pictures: Files
    site: Files

    def serve(self) -> None:
        """Hands on what is not the site's own."""
        if self.path.startswith("/api/"):
            self.hand_on(self.path.removeprefix("/api"))
        elif self.path.startswith("/media/"):
            self.answer(*self.pictures.get(self.path))
        elif self.path.startswith("/images/"):
            self.answer(*self.site.get(self.path))
        else:
            self.own()

    def own(self) -> None:
        """Answers what is the site's own."""
        raise NotImplementedError

    def answer(self, status: int, headers: Headers, body: bytes) -> None:
        """Packs text for browsers that can unpack it."""
        kind = next((value for name, value in headers if name.lower() == "content-type"), "")
        packs = "gzip" in self.headers.get("Accept-Encoding", "")
        if packs and len(body) >= _WORTH_PACKING and _TEXT.match(kind):
            headers = [*headers, ("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding")]
            body = gzip.compress(body, 6)
        super().answer(status, headers, body)


class StorefrontHandler(_Site):
    """The storefront: its scripts from the bucket, its pages from their function."""

    functions: Any
    render_page: str

    def own(self) -> None:
        """A script or a page."""
        if self.path.startswith("/assets/"):
            self.answer(*self.site.get(self.path))
            return
        url = urllib.parse.urlsplit(self.path)
        event = _event(url.path, url.query, self.headers.get("If-None-Match"))
        invoked = self.functions.invoke(FunctionName=self.render_page, Payload=json.dumps(event).encode())
        page = json.loads(invoked["Payload"].read())
        if "statusCode" not in page:
            self.answer(502, [("Content-Type", "text/plain")], b"the page's function failed; its log says why\n")
            return
        headers = dict(page.get("headers", {}))
        headers |= {name: ", ".join(values) for name, values in page.get("multiValueHeaders", {}).items()}
        self.answer(page["statusCode"], list(headers.items()), (page.get("body") or "").encode())


def _event(path: str, query: str, known: str | None) -> dict[str, Any]:
    """A request as a function's URL hands it on, with no more of it than the CDN lets through."""
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": urllib.parse.unquote(path) if path != "/" else "/index.html",
        "rawQueryString": query,
        "headers": {"if-none-match": known} if known else {},
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "local",
            "domainName": "localhost",
            "domainPrefix": "local",
            "http": {"method": "GET", "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "CloudFront"},
            "requestId": "local",
            "routeKey": "$default",
            "stage": "$default",
            "time": "01/Jan/2026:00:00:00 +0000",
            "timeEpoch": 0,
        },
        "isBase64Encoded": False,
    }


class AdminHandler(_Site):
    """The back office: files, with its one page for every address that is none, under its policy."""

    own_files: Files
    policy: str

    def own(self) -> None:
        """A file, or the page."""
        path = urllib.parse.urlsplit(self.path).path
        status, headers, body = self.own_files.get(path if re.search(r"\.[a-z0-9]+$", path) else "/index.html")
        self.answer(status, [*headers, ("Content-Security-Policy", self.policy)], body)


def content_security_policy(cloudfront: Any, name: str) -> str:
    """The policy that the template gives the CDN under a name."""
    listed = cloudfront.list_response_headers_policies(Type="custom")["ResponseHeadersPolicyList"]["Items"]
    configs = (entry["ResponseHeadersPolicy"]["ResponseHeadersPolicyConfig"] for entry in listed)
    headers = next(config["SecurityHeadersConfig"] for config in configs if config["Name"] == name)
    return headers["ContentSecurityPolicy"]["ContentSecurityPolicy"]
