"""Reads files of a bucket as the CDN does on AWS."""

from __future__ import annotations

import urllib.parse
from typing import Any

from botocore.exceptions import ClientError


class Files:
    """The files of a bucket, or of a prefix in it."""

    def __init__(self, s3: Any, bucket: str, prefix: str = "") -> None:
        self._s3 = s3
        self._bucket = bucket
        self._prefix = prefix

    def get(self, path: str) -> tuple[int, list[tuple[str, str]], bytes]:
        """Returns status, headers and body of the file at a path."""
        key = self._prefix + urllib.parse.unquote(urllib.parse.urlsplit(path).path).removeprefix("/")
        try:
            answer = self._s3.get_object(Bucket=self._bucket, Key=key)
        except ClientError as error:
            # The CDN may not list the bucket, so S3 does not tell it that a file is missing.
            refused = error.response["ResponseMetadata"]["HTTPStatusCode"] in (403, 404)
            return (403 if refused else 502), [("Content-Type", "text/plain")], f"{error}\n".encode()
        cached = [("Cache-Control", answer["CacheControl"])] if "CacheControl" in answer else []
        return 200, [("Content-Type", answer["ContentType"]), ("ETag", answer["ETag"]), *cached], answer["Body"].read()
