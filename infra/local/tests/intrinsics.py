"""Reads values of the template that contain intrinsic functions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def statements(role: Json) -> list[Json]:
    return [entry for policy in role.get("Policies", []) for entry in as_list(policy["PolicyDocument"]["Statement"])]


def references(value: Any) -> Iterator[str]:
    """Yields every name that an intrinsic function inside the value refers to."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "Ref":
                yield inner
            elif key == "Fn::GetAtt":
                yield inner[0] if isinstance(inner, list) else inner.split(".")[0]
            elif key == "Fn::Sub":
                text, own = (inner, {}) if isinstance(inner, str) else inner
                yield from (name.split(".")[0] for name in re.findall(r"\$\{([^!}]+)\}", text) if name not in own)
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)
