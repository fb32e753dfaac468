"""Tests of the sample data: complete, and equal to the output of the scripts that generate it."""

from __future__ import annotations

import json
import runpy

import pytest

from cloud.settings import MODELS, PICTURE_DESCRIPTIONS, PICTURES, PRODUCTS

SCRIPT = runpy.run_path(str(MODELS.parent / "models.py"))


def test_products_drawings_and_pictures_match_one_to_one() -> None:
    products = {path.stem for path in PRODUCTS.glob("*.json")}
    described = json.loads(PICTURE_DESCRIPTIONS.read_text(encoding="utf-8"))
    assert described.keys() == products
    assert {path.stem for path in (PICTURES.parent / "drawings").glob("*.svg")} == products
    assert {path.name for path in PICTURES.glob("*.webp")} == {each["file"] for pictures in described.values() for each in pictures}
    for slug, pictures in described.items():
        assert {each["color"] for each in pictures if "color" in each} <= set(_colours(slug))


def _colours(slug: str) -> list[str]:
    product = json.loads((PRODUCTS / f"{slug}.json").read_text(encoding="utf-8"))
    return [entry["value"] for entry in product["variants"] if entry["type"] == "color"]


@pytest.mark.parametrize("slug", SCRIPT["MODELS"])
def test_a_model_equals_its_script_output_and_has_every_colour(slug: str) -> None:
    file = (MODELS / f"{slug}.glb").read_bytes()
    assert file == SCRIPT["generate"](slug)
    document = json.loads(file[20 : 20 + int.from_bytes(file[12:16], "little")])
    variants = document["extensions"]["KHR_materials_variants"]["variants"]
    assert [variant["name"] for variant in variants] == _colours(slug)
