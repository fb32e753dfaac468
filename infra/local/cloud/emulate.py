"""Runs MiniStack with additions to its authorisation.

They are `dynamodb:LeadingKeys`, SQS's one action for single messages and batches, and a record of the allowed calls. A script
and not a module of the package, so that MiniStack starts in a process of its own, with its own environment.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Json = dict[str, Any]
# The equality of a Query's key condition. The hash keys of the table and of its indexes end in `pk`.
_PARTITION = re.compile(r"(?P<name>[#\w]+)\s*=\s*(?P<value>:\w+)")


def leading_keys(request: Json) -> list[str]:
    """Returns the partition keys that a DynamoDB request names, like the condition key of the same name."""
    return [key["S"] for key in _partition_keys(request) if "S" in key]


def _partition_keys(request: Json) -> Iterator[Json]:
    for name in ("Key", "Item"):
        if "pk" in request.get(name, {}):
            yield request[name]["pk"]
    names = request.get("ExpressionAttributeNames", {})
    for found in _PARTITION.finditer(request.get("KeyConditionExpression", "")):
        if names.get(found["name"], found["name"]).endswith("pk"):
            yield request["ExpressionAttributeValues"][found["value"]]
    for operation in request.get("TransactItems", []):
        for inner in operation.values():
            yield from _partition_keys(inner)
    for batch in request.get("RequestItems", {}).values():
        yield from (key["pk"] for key in batch.get("Keys", []))


def with_leading_keys(context: Callable[[bytes], Json]) -> Callable[[bytes], Json]:
    """Adds the key to the conditions of a DynamoDB request."""

    def extended(body: bytes) -> Json:
        keys = leading_keys(json.loads(body or b"{}"))
        return {**context(body), **({"dynamodb:LeadingKeys": keys} if keys else {})}

    return extended


def with_one_action_for_batches(extract: Callable[..., str | None]) -> Callable[..., str | None]:
    """Authorises a batch of SQS like a single message: AWS has no actions of their own for batches."""

    def extracted(service: str, *request: Any) -> str | None:
        action = extract(service, *request)
        return action.removesuffix("Batch") if service == "sqs" and action else action

    return extracted


def recording(evaluate: Callable[..., Any], file: Path) -> Callable[..., Any]:
    """Writes each role, action and resource that the evaluation allows to a file, once, and prints what it denies."""
    seen: set[tuple[str, str, str]] = set()

    def recorded(context: Any, *policies: Any) -> Any:
        result = evaluate(context, *policies)
        if ":assumed-role/" not in context.principal_arn:
            return result
        call = (context.principal_arn.split("/")[1], context.action, context.resource_arn)
        if result.decision != "Allow":
            print("Denied:", *call, context.service_context.get("dynamodb:leadingkeys", ""), flush=True)
        elif call not in seen:
            seen.add(call)
            with file.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(call) + "\n")
        return result

    return recorded


def main() -> None:
    """Starts MiniStack, which reads its options from the environment."""
    # Imported here, because the tests of this file run without MiniStack.
    from ministack.app import main as ministack  # noqa: PLC0415
    from ministack.core import iam_actions, iam_evaluator  # noqa: PLC0415

    iam_actions.dynamodb_service_context = with_leading_keys(iam_actions.dynamodb_service_context)
    iam_actions.extract_iam_action = with_one_action_for_batches(iam_actions.extract_iam_action)
    iam_evaluator.evaluate = recording(iam_evaluator.evaluate, Path(os.environ["ALLOWED_CALLS"]))
    ministack()


if __name__ == "__main__":
    main()
