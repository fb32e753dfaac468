"""CloudFront's rules for compressing a response.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/ServingCompressedFiles.html
"""

from __future__ import annotations

import gzip

Headers = list[tuple[str, str]]

_STATUSES = (200, 403, 404)
_BYTES = range(1_000, 10_000_001)
# The types of CloudFront's list that this shop serves. `application/problem+json` and `model/gltf-binary` are not in the list.
_TYPES = {"application/javascript", "application/json", "application/xml", "image/svg+xml"} | {
    f"text/{kind}" for kind in ("css", "csv", "html", "javascript", "plain")
}


def compressed(status: int, headers: Headers, body: bytes, accepted: str) -> tuple[Headers, bytes]:
    """Returns headers and body as CloudFront sends them to a browser that accepts these encodings."""
    named = {name.lower(): value for name, value in headers}
    kind = named.get("content-type", "").partition(";")[0].strip()
    fits = status in _STATUSES and len(body) in _BYTES and kind in _TYPES and "content-encoding" not in named
    if not fits or "gzip" not in accepted:
        return headers, body
    # The compressed copy is another representation, so its tag is only weak.
    weak = [(name, _weak(value) if name.lower() == "etag" else value) for name, value in headers]
    return [*weak, ("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding")], gzip.compress(body, 6)


def _weak(tag: str) -> str:
    return tag if tag.startswith("W/") else f"W/{tag}"
