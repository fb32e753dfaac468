"""Tests of the deployer: the steps between template.yaml and the emulator."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from cloud import build, template

Json = dict[str, Any]


def test_short_intrinsics_are_loaded_in_long_form(tmp_path: Path) -> None:
    file = tmp_path / "template.yaml"
    file.write_text('a: !Ref X\nb: !GetAtt X.Arn\nc: !Sub "${X}"\nd: !Not [!Equals [!Ref X, ""]]\n', encoding="utf-8")
    assert template.load(file) == {
        "a": {"Ref": "X"},
        "b": {"Fn::GetAtt": ["X", "Arn"]},
        "c": {"Fn::Sub": "${X}"},
        "d": {"Fn::Not": [{"Fn::Equals": [{"Ref": "X"}, ""]}]},
    }


def test_expanding_the_api_keeps_every_route(written: Json, expanded: Json) -> None:
    declared = {
        f"{event['Properties']['Method']} {event['Properties']['Path']}"
        for resource in written["Resources"].values()
        for event in resource.get("Properties", {}).get("Events", {}).values()
        if event["Type"] == "HttpApi"
    }
    routes = [entry["Properties"] for entry in expanded["Resources"].values() if entry["Type"] == "AWS::ApiGatewayV2::Route"]
    assert {route["RouteKey"] for route in routes} == declared
    for route in routes:
        integration = route["Target"]["Fn::Sub"].removeprefix("integrations/${").removesuffix("}")
        assert expanded["Resources"][integration]["Properties"]["PayloadFormatVersion"] == "2.0"


def test_cors_allows_only_the_two_sites(translated: Json) -> None:
    cors = template.cors(translated)
    assert cors["allowOrigins"] == ["https://shop.example.com", "https://admin.shop.example.com"]
    assert "allowCredentials" not in cors


def test_a_package_starts_its_function_and_has_a_content_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    binary = tmp_path / "functions"
    monkeypatch.setattr(build, "_DEPLOYED", binary)
    binary.write_text("one", encoding="utf-8")
    key, archive = build.package("quote-cart")
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert f"exec {binary} quote-cart\n" in opened.read("bootstrap").decode()
        assert opened.getinfo("bootstrap").external_attr >> 16 == 0o755
    assert build.package("quote-cart")[0] == key
    binary.write_text("another", encoding="utf-8")
    assert build.package("quote-cart")[0] != key
