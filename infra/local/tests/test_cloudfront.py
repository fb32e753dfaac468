"""The distributions of template.yaml, as the local cloud serves them; their functions run in Node."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from cloud.cloudfront import Distribution, Request
from cloud.compression import compressed
from cloud.edge import Edge, EdgeError
from cloud.settings import ROOT

Json = dict[str, Any]
# CloudFront's quota of query strings in a cache policy.
MOST_PARAMETERS = 10


@pytest.fixture(scope="module")
def storefront(written: Json) -> Distribution:
    return Distribution.of(written, "StorefrontDistribution")


@pytest.fixture(scope="module")
def admin(written: Json) -> Distribution:
    return Distribution.of(written, "AdminDistribution")


@pytest.fixture(scope="module")
def edge() -> Iterator[Edge]:
    running = Edge()
    yield running
    running.stop()


def request(path: str, query: str = "", **headers: str) -> Request:
    return Request("GET", path, query, [(name.replace("_", "-"), value) for name, value in headers.items()], "192.0.2.7")


@pytest.mark.parametrize(
    ("path", "origin"),
    [
        ("/products", "RenderPage"),
        ("/api/products", "Api"),
        ("/api/checkouts", "Api"),
        ("/apiary", "RenderPage"),
        ("/API/checkouts", "RenderPage"),
        ("/media/img_1.webp", "MediaBucket"),
        ("/images/a.jpg", "SiteBucket"),
        ("/assets/v1/shop.js", "SiteBucket"),
    ],
)
def test_a_path_of_the_storefront_has_its_origin(storefront: Distribution, path: str, origin: str) -> None:
    assert storefront.behaviour(path).origin.resource == origin


def test_the_root_of_the_storefront_has_a_name(storefront: Distribution, admin: Distribution) -> None:
    assert (storefront.uri("/"), admin.uri("/"), storefront.uri("/de/")) == ("/index.html", "/", "/de/")


def test_pages_receive_no_header_cookie_or_query_but_filters(storefront: Distribution) -> None:
    page = storefront.behaviour("/products")
    sent = request("/products", "utm_source=x&q=tea&x=1&page=2", Cookie="a=b", Accept_Language="de", If_None_Match='"1"')
    assert page.query(sent) == "q=tea&page=2"
    assert page.headers(sent) == {
        "if-none-match": '"1"',
        "user-agent": "Amazon CloudFront",
        "x-forwarded-for": "192.0.2.7",
        "via": "1.1 local (CloudFront)",
    }


def test_the_filters_of_pages_fit_into_a_cache_policy(storefront: Distribution) -> None:
    assert len(storefront.behaviour("/products").parameters or ()) <= MOST_PARAMETERS


def test_files_receive_no_query(storefront: Distribution) -> None:
    for path in ("/media/a.webp", "/images/a.jpg", "/assets/v1/shop.js"):
        assert storefront.behaviour(path).query(request(path, "x=1")) == ""


def test_the_api_receives_everything_but_the_host(storefront: Distribution, admin: Distribution) -> None:
    sent = request("/api/orders", "a=1&b=2", Host="shop.example", Authorization="Bearer x", Cookie="a=b", X_Forwarded_For="::1")
    for site in (storefront, admin):
        api = site.behaviour("/api/orders")
        assert api.query(sent) == "a=1&b=2"
        received = api.headers(sent)
        assert (received["authorization"], received["cookie"], "host" in received) == ("Bearer x", "a=b", False)
        assert received["x-forwarded-for"] == "::1, 192.0.2.7"


def test_the_cached_catalogue_receives_every_parameter_and_no_header(storefront: Distribution) -> None:
    catalogue = storefront.behaviour("/api/products")
    sent = request("/api/products", "x=1", Authorization="Bearer x")
    assert (catalogue.query(sent), "authorization" in catalogue.headers(sent)) == ("x=1", False)
    assert catalogue.methods == {"GET", "HEAD"}


def test_the_function_removes_api_and_names_the_viewer(storefront: Distribution, admin: Distribution, edge: Edge) -> None:
    for site in (storefront, admin):
        code = site.behaviour("/api/orders/ord_1").code
        assert code is not None
        # A viewer cannot choose the address: the function replaces the header.
        changed = request("/api/orders/ord_1", "a=1", x_viewer_address="203.0.113.1", Cookie="a=b").changed_by(code, edge)
        assert (changed.uri, changed.query) == ("/orders/ord_1", "a=1")
        assert dict(changed.headers) == {"x-viewer-address": "192.0.2.7", "Cookie": "a=b"}
        assert request("/api").changed_by(code, edge).uri == "/"
        assert request("/api/api/x").changed_by(code, edge).uri == "/api/x"


def test_the_api_receives_the_secret_that_its_functions_know(storefront: Distribution, admin: Distribution) -> None:
    for site in (storefront, admin):
        for entry in site.behaviours:
            expected = {"x-origin-secret": "OriginSecret"} if entry.origin.kind == "api" else {}
            assert entry.origin.secrets == expected, entry.pattern


def test_a_function_that_reads_the_callers_address_knows_the_secret(written: Json) -> None:
    for logical_id, properties in (
        (name, entry["Properties"]) for name, entry in written["Resources"].items() if entry["Type"] == "AWS::Serverless::Function"
    ):
        name = re.sub(r"(?<!^)(?=[A-Z])", "-", logical_id).lower()
        (source,) = (ROOT / "functions").glob(f"*/{name}/src/lib.rs")
        reads = "SourceAddress" in source.read_text(encoding="utf-8")
        variables = properties.get("Environment", {}).get("Variables", {})
        assert (variables.get("ORIGIN_SECRET") == {"Fn::GetAtt": ["OriginSecret", "Id"]}) == reads, name


def test_every_page_of_the_back_office_is_one_file(admin: Distribution, edge: Edge) -> None:
    code = admin.behaviour("/orders").code
    assert code is not None
    for path, uri in (
        ("/", "/index.html"),
        ("/orders/ord_1", "/index.html"),
        ("/assets/a.1.js", "/assets/a.1.js"),
        ("/config.json", "/config.json"),
        ("/orders/a.B", "/index.html"),
    ):
        assert request(path).changed_by(code, edge).uri == uri


@pytest.mark.parametrize(
    "code",
    [
        "function handler(event) { throw new Error('no'); }",
        "function handler(event) { require('fs'); return event.request; }",
        "function handler(event) { return { statusCode: 302 }; }",
        "function handler(event) { event.request.querystring = {}; return event.request; }",
        "function handler(event) { while (true) {} }",
        "function handler(event) {}",
    ],
)
def test_a_function_that_cannot_be_imitated_fails(edge: Edge, code: str) -> None:
    with pytest.raises(EdgeError):
        request("/", "a=1").changed_by(code, edge)
    works = "async function handler(event) { return event.request; }"
    assert request("/x").changed_by(works, edge).uri == "/x"


def test_what_is_not_imitated_is_refused(written: Json) -> None:
    distribution = written["Resources"]["StorefrontDistribution"]["Properties"]["DistributionConfig"]
    for changed in (
        {"ForwardedValues": {}},
        {"OriginRequestPolicyId": "216adef6-5c7f-47e4-b989-5492eafa07d3"},
        {"FunctionAssociations": [{"EventType": "viewer-response"}]},
    ):
        config = {**distribution, "DefaultCacheBehavior": {**distribution["DefaultCacheBehavior"], **changed}}
        resources = {**written["Resources"], "X": {"Properties": {"DistributionConfig": config}}}
        with pytest.raises(ValueError, match="is not imitated"):
            Distribution.of({"Resources": resources}, "X")


def test_only_cached_behaviours_are_compressed(storefront: Distribution, admin: Distribution) -> None:
    patterns = {entry.pattern for site in (storefront, admin) for entry in site.behaviours if not entry.compresses}
    assert patterns == {"/api/*"}


@pytest.mark.parametrize(
    ("status", "kind", "size", "accepted", "encoding"),
    [
        (200, "text/html; charset=utf-8", 1000, "br, gzip", "gzip"),
        (404, "text/html", 1000, "gzip", "gzip"),
        (200, "text/html", 999, "gzip", None),
        (200, "text/html", 10_000_001, "gzip", None),
        (200, "text/html", 1000, "identity", None),
        (503, "text/html", 1000, "gzip", None),
        (200, "application/problem+json", 1000, "gzip", None),
        (200, "model/gltf-binary", 1000, "gzip", None),
        (200, "image/webp", 1000, "gzip", None),
    ],
)
def test_a_response_is_compressed_by_the_cdns_rules(status: int, kind: str, size: int, accepted: str, encoding: str | None) -> None:
    headers, body = compressed(status, [("content-type", kind), ("etag", '"1"')], b"a" * size, accepted)
    named = dict(headers)
    assert named.get("Content-Encoding") == encoding
    assert (len(body) < size, named["etag"]) == ((True, 'W/"1"') if encoding else (False, '"1"'))
