"""The samples: whole, and what a script makes of them is what lies in the repository."""

from __future__ import annotations

import json
import runpy

import pytest

from cloud.settings import MODELS, PICTURES, PRODUCTS

SCRIPT = runpy.run_path(str(MODELS.parent / "models.py"))


def test_every_product_has_a_drawing_a_picture_and_its_text() -> None:
    products = {path.stem for path in PRODUCTS.glob("*.json")}
    assert {path.stem for path in PICTURES.glob("*.webp")} == products
    assert {path.stem for path in (PICTURES.parent / "drawings").glob("*.svg")} == products
    assert json.loads((PICTURES.parent / "pictures.json").read_text(encoding="utf-8")).keys() == products


@pytest.mark.parametrize("slug", SCRIPT["MODELS"])
def test_a_model_is_what_its_script_makes_and_follows_every_colour(slug: str) -> None:
    file = (MODELS / f"{slug}.glb").read_bytes()
    assert file == SCRIPT["made"](slug)
    document = json.loads(file[20 : 20 + int.from_bytes(file[12:16], "little")])
    variants = document["extensions"]["KHR_materials_variants"]["variants"]
    product = json.loads((PRODUCTS / f"{slug}.json").read_text(encoding="utf-8"))
    colours = [entry["value"] for entry in product["variants"] if entry["type"] == "color"]
    assert [variant["name"] for variant in variants] == colours
