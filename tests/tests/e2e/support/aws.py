"""Calls to the emulated AWS: `aws.py <endpoint> <region> <service> <operation> <parameters as JSON>`.

A list of parameters makes as many calls, and a list of answers. All pages come as one, a body that streams as text, and
binary values as base64. The tests call it where an SDK client in Rust would be built for a single call.
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
    """The whole answer to one call."""
    if client.can_paginate(operation):
        return client.get_paginator(operation).paginate(**arguments).build_full_result()
    return {name: value for name, value in getattr(client, operation)(**arguments).items() if name != "ResponseMetadata"}


def plain(value: object) -> object:
    """What JSON does not know, as text."""
    if isinstance(value, bytes | bytearray):
        return base64.b64encode(value).decode()
    return value.read().decode() if hasattr(value, "read") else str(value)


asked = json.loads(parameters)
json.dump([call(one) for one in asked] if isinstance(asked, list) else call(asked), sys.stdout, default=plain)
