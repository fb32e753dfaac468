"""Finds permissions of the functions' roles that no call has used."""

from __future__ import annotations

import json
from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from . import emulator
from .settings import STACK, Problem, Run

Json = dict[str, Any]
_EXPLAINED = Path(__file__).parents[1] / "unused-permissions.json"


def check(run: Run) -> None:
    """Raises a problem if a role of the running cloud has permissions that were neither used nor are explained."""
    calls = [tuple(json.loads(line)) for line in emulator.allowed_calls(run).read_text(encoding="utf-8").splitlines()]
    explained = json.loads(_EXPLAINED.read_text(encoding="utf-8"))
    left = [
        f"{name}: {action} {resource}"
        for name, role, statements in _roles(run)
        for action, resource in unused(statements, [call[1:] for call in calls if call[0] == role])
        if not is_explained(explained, name, action, resource)
    ]
    if left:
        listed = "\n  ".join(left)
        raise Problem(f"no end-to-end test uses these permissions; remove them, or explain them in {_EXPLAINED.name}:\n  {listed}")


def unused(statements: Iterable[Json], calls: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Returns each action and resource of the statements that no call (action, ARN) has used."""
    calls = list(calls)
    return [
        (action, resource)
        for statement in statements
        for action in _listed(statement["Action"])
        for resource in _listed(statement["Resource"])
        if not any(called == action and fnmatchcase(arn, resource) for called, arn in calls)
    ]


def is_explained(explained: dict[str, dict[str, str]], function: str, action: str, resource: str) -> bool:
    """Returns true if an entry of the function, or of all functions (`*`), has the action and a pattern of the resource."""
    entries = [*explained.get("*", {}), *explained.get(function, {})]
    return any(fnmatchcase(f"{action} {resource}", entry) for entry in entries)


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def _roles(run: Run) -> Iterable[tuple[str, str, list[Json]]]:
    """Yields each function's name, role and inline statements."""
    functions, iam = emulator.client(run, "lambda"), emulator.client(run, "iam")
    for page in functions.get_paginator("list_functions").paginate():
        for function in page["Functions"]:
            role = function["Role"].rsplit("/", 1)[1]
            policies = iam.list_role_policies(RoleName=role)["PolicyNames"]
            documents = [iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"] for policy in policies]
            yield (
                function["FunctionName"].removeprefix(f"{STACK}-"),
                role,
                [entry for document in documents for entry in document["Statement"]],
            )
