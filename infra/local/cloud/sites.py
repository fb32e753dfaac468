"""Serves the two sites as the CDN does, with the same origin for each path as in template.yaml."""

from __future__ import annotations

import gzip
import json
import re
import urllib.parse
from typing import Any

from .files import Files
from .proxy import Handler, Headers

_MIN_COMPRESSED_BYTES = 512
_TEXT = re.compile(r"text/|application/(json|problem\+json|javascript|xml)|image/svg")


class _Site(Handler):
    """Common part of both sites: the API, images, and responses compressed as by a CDN."""

    pictures: Files
    site: Files

    def serve(self) -> None:
        """Forwards API requests and serves shared files."""
        if self.path.startswith("/api/"):
            self.forward(self.path.removeprefix("/api"))
        elif self.path.startswith("/media/"):
            self.answer(*self.pictures.get(self.path))
        elif self.path.startswith("/images/"):
            self.answer(*self.site.get(self.path))
        else:
            self.serve_site()

    def serve_site(self) -> None:
        """Serves the site's own paths; defined by subclasses."""
        raise NotImplementedError

    def answer(self, status: int, headers: Headers, body: bytes) -> None:
        """Compresses text for browsers that accept gzip."""
        kind = next((value for name, value in headers if name.lower() == "content-type"), "")
        accepts_gzip = "gzip" in self.headers.get("Accept-Encoding", "")
        if accepts_gzip and len(body) >= _MIN_COMPRESSED_BYTES and _TEXT.match(kind):
            headers = [*headers, ("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding")]
            body = gzip.compress(body, 6)
        super().answer(status, headers, body)


class StorefrontHandler(_Site):
    """The storefront: scripts from the bucket, pages from the render-page function."""

    functions: Any
    render_page: str

    def serve_site(self) -> None:
        """Serves a script or renders a page."""
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
    """Builds a function URL event with only the parts of the request that the CDN forwards."""
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
    """The back office: files, and index.html for every other path, with its content security policy."""

    own_files: Files
    policy: str

    def serve_site(self) -> None:
        """Serves a file or index.html."""
        path = urllib.parse.urlsplit(self.path).path
        status, headers, body = self.own_files.get(path if re.search(r"\.[a-z0-9]+$", path) else "/index.html")
        self.answer(status, [*headers, ("Content-Security-Policy", self.policy)], body)


def content_security_policy(cloudfront: Any, name: str) -> str:
    """Returns the content security policy of a CDN headers policy in the template."""
    listed = cloudfront.list_response_headers_policies(Type="custom")["ResponseHeadersPolicyList"]["Items"]
    configs = (entry["ResponseHeadersPolicy"]["ResponseHeadersPolicyConfig"] for entry in listed)
    headers = next(config["SecurityHeadersConfig"] for config in configs if config["Name"] == name)
    return headers["ContentSecurityPolicy"]["ContentSecurityPolicy"]
