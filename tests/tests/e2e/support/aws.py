"""Calls to the emulated AWS: `aws.py <endpoint> <region> <service> <operation> <parameters as JSON>`.

A list of parameters makes one call for each and returns a list. Pages are merged, streamed bodies become text, and binary
values base64. Tests call it where an SDK client in Rust would be built for a single call.
"""

import base64
import json
import sys

import boto3

endpoint, region, service, operation, parameters = sys.argv[1:]
client = boto3.client(
    service, endpoint_url=endpoint, region_name=region, aws_access_key_id="test", aws_secret_access_key="test"
)


def call(arguments: dict) -> dict:
    """Makes one call and returns the whole response."""
    if client.can_paginate(operation):
        return client.get_paginator(operation).paginate(**arguments).build_full_result()
    return {name: value for name, value in getattr(client, operation)(**arguments).items() if name != "ResponseMetadata"}


def plain(value: object) -> object:
    """Converts values that JSON does not support to text."""
    if isinstance(value, bytes | bytearray):
        return base64.b64encode(value).decode()
    return value.read().decode() if hasattr(value, "read") else str(value)


arguments = json.loads(parameters)
json.dump([call(one) for one in arguments] if isinstance(arguments, list) else call(arguments), sys.stdout, default=plain)
