"""Deploys template.yaml through CloudFormation, and sets by API the few properties that the emulator ignores."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from botocore.exceptions import ClientError, WaiterError

from . import build, emulator, template, web
from .settings import MAIL_FROM, REGION, STACK, TEMPLATE, Problem, Run

_BUCKET = f"{STACK}-deployment"
_BODY = "template.json"
_WORK_QUEUES = ("PaymentsQueueUrl", "MailQueueUrl", "RefundQueueUrl", "LinksQueueUrl", "FeedbackQueueUrl")


def parameters(run: Run) -> dict[str, str]:
    """Returns the template's parameters for this machine."""
    return {
        "Stage": "local",
        "Architecture": "x86_64",
        "StorefrontUrl": run.storefront,
        "AdminUrl": run.admin,
        "AssetsVersion": web.assets_version(),
        "MailFrom": MAIL_FROM,
        "StripeApiBase": f"{run.stripe}/",
        "MachineClient": "on",
        # All tests come from one address.
        "CheckoutsPerAddress": "1000000",
    }


def deploy(run: Run) -> dict[str, str]:
    """Creates or updates the stack and returns its outputs. Skips a kept stack that has not changed."""
    source = template.load(TEMPLATE)
    packages = {name: build.package(name) for name in template.functions(source).values()}
    code = {name: f"s3://{_BUCKET}/{key}" for name, (key, _) in packages.items()}
    simpler = template.without_rollouts(template.with_code(source, code))
    translated = template.translate(simpler, parameters(run))
    body = json.dumps(template.expand_http_apis(translated), sort_keys=True)

    fingerprint = hashlib.sha256(f"{body}{parameters(run)}".encode()).hexdigest()
    marker = run.directory / "deployed"
    if not (run.keep and marker.exists() and marker.read_text(encoding="utf-8") == fingerprint):
        _upload(run, {**dict(packages.values()), _BODY: body.encode()})
        _apply(run)
        outputs = _outputs(run)
        _set_what_cloudformation_leaves_out(run, outputs, template.cors(translated))
        marker.write_text(fingerprint, encoding="utf-8")
    return _outputs(run)


def _upload(run: Run, objects: dict[str, bytes]) -> None:
    s3 = emulator.client(run, "s3")
    try:
        s3.create_bucket(Bucket=_BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    except s3.exceptions.BucketAlreadyOwnedByYou:
        pass
    for key, content in objects.items():
        s3.put_object(Bucket=_BUCKET, Key=key, Body=content)


def _apply(run: Run) -> None:
    cloudformation = emulator.client(run, "cloudformation")
    request: dict[str, Any] = {
        "StackName": STACK,
        "TemplateURL": f"{run.aws}/{_BUCKET}/{_BODY}",
        "Parameters": [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters(run).items()],
        "Capabilities": ["CAPABILITY_IAM"],
    }
    try:
        cloudformation.create_stack(**request)
        waiter = cloudformation.get_waiter("stack_create_complete")
    except cloudformation.exceptions.AlreadyExistsException:
        try:
            cloudformation.update_stack(**request)
        except ClientError as error:
            if "No updates" in str(error):
                return
            raise
        waiter = cloudformation.get_waiter("stack_update_complete")
    try:
        waiter.wait(StackName=STACK, WaiterConfig={"Delay": 1, "MaxAttempts": 180})
    except WaiterError as error:
        raise Problem(f"template.yaml could not be deployed: {_failure(cloudformation)}") from error


def _failure(cloudformation: Any) -> str:
    """Returns the first failed resource with its reason."""
    events = cloudformation.describe_stack_events(StackName=STACK)["StackEvents"]
    failed = [event for event in events if event["ResourceStatus"].endswith("FAILED") and "ResourceStatusReason" in event]
    if not failed:
        return "the stack did not say why."
    first = failed[-1]
    return f"{first['LogicalResourceId']}: {first['ResourceStatusReason']}"


def _outputs(run: Run) -> dict[str, str]:
    stack = emulator.client(run, "cloudformation").describe_stacks(StackName=STACK)["Stacks"][0]
    return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}


def resources(run: Run) -> dict[str, str]:
    """Returns the physical ids of the stack's resources by their names in the template."""
    pages = emulator.client(run, "cloudformation").get_paginator("list_stack_resources").paginate(StackName=STACK)
    entries = (entry for page in pages for entry in page["StackResourceSummaries"])
    return {entry["LogicalResourceId"]: entry["PhysicalResourceId"] for entry in entries}


def _set_what_cloudformation_leaves_out(run: Run, outputs: dict[str, str], cors: template.Json) -> None:
    emulator.client(run, "dynamodb").update_time_to_live(
        TableName=outputs["TableName"], TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires_at"}
    )
    emulator.client(run, "apigatewayv2").update_api(
        ApiId=outputs["ApiId"], CorsConfiguration={key[0].upper() + key[1:]: value for key, value in cors.items()}
    )
    if run.retry_seconds is not None:
        sqs = emulator.client(run, "sqs")
        for name in _WORK_QUEUES:
            sqs.set_queue_attributes(QueueUrl=outputs[name], Attributes={"VisibilityTimeout": str(run.retry_seconds)})
