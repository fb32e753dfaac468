"""Fixtures of the template, as written and as CloudFormation receives it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from cloud import template
from cloud.settings import TEMPLATE

Json = dict[str, Any]


@pytest.fixture(scope="session")
def written() -> Json:
    return template.load(TEMPLATE)


@pytest.fixture(scope="session")
def translated(written: Json) -> Json:
    names = template.functions(written).values()
    return template.translate(template.with_code(written, {name: f"s3://bucket/{name}.zip" for name in names}), {})


@pytest.fixture(scope="session")
def expanded(translated: Json) -> Json:
    return template.expand_http_apis(translated)


@pytest.fixture(scope="session")
def of_type(expanded: Json) -> Any:
    def select(kind: str) -> Iterator[tuple[str, Json]]:
        return ((name, entry["Properties"]) for name, entry in expanded["Resources"].items() if entry["Type"] == kind)

    return select
