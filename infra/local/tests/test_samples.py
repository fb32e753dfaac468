"""The samples: whole, and what a script makes of them is what lies in the repository."""

from __future__ import annotations

import json
import runpy

import pytest

from cloud.settings import MODELS, PICTURES, PICTURES_TOLD, PRODUCTS

SCRIPT = runpy.run_path(str(MODELS.parent / "models.py"))


def test_every_product_has_a_drawing_and_its_pictures_and_there_are_no_others() -> None:
    products = {path.stem for path in PRODUCTS.glob("*.json")}
    told = json.loads(PICTURES_TOLD.read_text(encoding="utf-8"))
    assert told.keys() == products
    assert {path.stem for path in (PICTURES.parent / "drawings").glob("*.svg")} == products
    assert {path.name for path in PICTURES.glob("*.webp")} == {each["file"] for pictures in told.values() for each in pictures}
    for slug, pictures in told.items():
        assert {each["color"] for each in pictures if "color" in each} <= set(_colours(slug))


def _colours(slug: str) -> list[str]:
    product = json.loads((PRODUCTS / f"{slug}.json").read_text(encoding="utf-8"))
    return [entry["value"] for entry in product["variants"] if entry["type"] == "color"]


@pytest.mark.parametrize("slug", SCRIPT["MODELS"])
def test_a_model_is_what_its_script_makes_and_follows_every_colour(slug: str) -> None:
    file = (MODELS / f"{slug}.glb").read_bytes()
    assert file == SCRIPT["made"](slug)
    document = json.loads(file[20 : 20 + int.from_bytes(file[12:16], "little")])
    variants = document["extensions"]["KHR_materials_variants"]["variants"]
    assert [variant["name"] for variant in variants] == _colours(slug)
