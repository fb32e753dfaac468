"""Makes the 3D models of the samples anew: python3 infra/seed/models.py

Each is one binary glTF file whose material variants bear the names of its product's colours, as the storefront's 3D view
expects (KHR_materials_variants). Lengths are in metres.
"""

from __future__ import annotations

import itertools
import json
import math
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
Point = tuple[float, float, float]
Face = tuple[Point, Point, Point]


def vase(turn: float, height: float) -> Point:
    """The twisted vase: six soft edges that go a third of the way round."""
    belly = 0.052 + 0.02 * math.sin(math.pi * (0.15 + 0.9 * height)) - 0.012 * height
    radius = belly * (1 + 0.09 * math.cos(6 * (turn - height * math.tau / 3)))
    return (radius * math.cos(turn), 0.22 * height, radius * math.sin(turn))


def planter(turn: float, height: float) -> Point:
    """The low-poly planter: seven corners a ring, each ring half a corner further than the one below."""
    ring = round(height * 4)
    turned = turn + ring * math.pi / 7
    radius = (0.036, 0.052, 0.058, 0.05, 0.056)[ring]
    return (radius * math.cos(turned), 0.11 * height, radius * math.sin(turned))


def faces(shape: Callable[[float, float], Point], around: int, rings: int) -> list[Face]:
    """The wall and the floor of a vessel, in triangles that run the same way round."""
    at = [[shape(math.tau * step / around, ring / rings) for step in range(around + 1)] for ring in range(rings + 1)]
    found: list[Face] = []
    for low, high in itertools.pairwise(at):
        for step in range(around):
            found.append((low[step], high[step], low[step + 1]))
            found.append((low[step + 1], high[step], high[step + 1]))
    floor = at[0]
    return found + [((0.0, 0.0, 0.0), floor[step], floor[step + 1]) for step in range(around)]


def normal(face: Face) -> Point:
    """The direction that a triangle looks, as long as the triangle is large."""
    (ax, ay, az), (bx, by, bz), (cx, cy, cz) = face
    u, v = (bx - ax, by - ay, bz - az), (cx - ax, cy - ay, cz - az)
    return (u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0])


def vertices(triangles: list[Face], smooth: bool) -> tuple[list[Point], list[Point], list[int]]:
    """Points, the directions that they look, and which of them make the triangles; flat faces share no points."""
    points: list[Point] = []
    directions: list[list[float]] = []
    places: dict[Any, int] = {}
    order: list[int] = []
    for number, face in enumerate(triangles):
        towards = normal(face)
        for point in face:
            key = (tuple(round(part, 7) for part in point), None if smooth else number)
            place = places.setdefault(key, len(points))
            if place == len(points):
                points.append(point)
                directions.append([0.0, 0.0, 0.0])
            directions[place] = [sum(pair) for pair in zip(directions[place], towards, strict=True)]
            order.append(place)
    lengths = [math.hypot(*direction) or 1.0 for direction in directions]
    units = [(x / length, y / length, z / length) for (x, y, z), length in zip(directions, lengths, strict=True)]
    return points, units, order


def material(name: str, swatch: str) -> dict[str, Any]:
    """Printed plastic of a colour, told in linear light."""
    shares = [int(swatch[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    colour = [*(round(part, 4) for part in linear), 1]
    finish = {"baseColorFactor": colour, "metallicFactor": 0, "roughnessFactor": 0.55}
    return {"name": name, "doubleSided": True, "pbrMetallicRoughness": finish}


def glb(triangles: list[Face], smooth: bool, colours: list[tuple[str, str]]) -> bytes:
    """The file (https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html)."""
    points, directions, order = vertices(triangles, smooth)
    parts = [
        struct.pack(f"<{len(points) * 3}f", *(part for point in points for part in point)),
        struct.pack(f"<{len(points) * 3}f", *(part for point in directions for part in point)),
        struct.pack(f"<{len(order)}H", *order),
    ]
    starts = [sum(map(len, parts[:place])) for place in range(3)]
    of_points = {"bufferView": 0, "componentType": 5126, "count": len(points), "type": "VEC3"}
    limits = {"min": [min(axis) for axis in zip(*points, strict=True)], "max": [max(axis) for axis in zip(*points, strict=True)]}
    mappings = [{"material": place, "variants": [place]} for place in range(len(colours))]
    document = {
        "asset": {"version": "2.0", "generator": "infra/seed/models.py"},
        "extensionsUsed": ["KHR_materials_variants"],
        "extensions": {"KHR_materials_variants": {"variants": [{"name": name} for name, _ in colours]}},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0}],
        "meshes": [
            {
                "primitives": [
                    {
                        "attributes": {"POSITION": 0, "NORMAL": 1},
                        "indices": 2,
                        "material": 0,
                        "extensions": {"KHR_materials_variants": {"mappings": mappings}},
                    }
                ]
            }
        ],
        "materials": [material(name, swatch) for name, swatch in colours],
        "accessors": [
            {**of_points, **limits},
            {**of_points, "bufferView": 1},
            {"bufferView": 2, "componentType": 5123, "count": len(order), "type": "SCALAR"},
        ],
        "bufferViews": [
            {"buffer": 0, "byteOffset": start, "byteLength": len(part), "target": target}
            for start, part, target in zip(starts, parts, (34962, 34962, 34963), strict=True)
        ],
        "buffers": [{"byteLength": sum(map(len, parts))}],
    }
    text, data = json.dumps(document).encode(), b"".join(parts)
    text, data = text + b" " * (-len(text) % 4), data + b"\0" * (-len(data) % 4)
    header = struct.pack("<4sII", b"glTF", 2, 28 + len(text) + len(data))
    return header + struct.pack("<I4s", len(text), b"JSON") + text + struct.pack("<I4s", len(data), b"BIN\0") + data


MODELS = {
    "twisted-vase": (faces(vase, 48, 36), True),
    "low-poly-planter": (faces(planter, 7, 4), False),
}


def made(slug: str) -> bytes:
    """The model of a sample."""
    product = json.loads((HERE / "products" / f"{slug}.json").read_text(encoding="utf-8"))
    colours = [(entry["value"], entry["swatch"]) for entry in product["variants"] if entry["type"] == "color"]
    triangles, smooth = MODELS[slug]
    return glb(triangles, smooth, colours)


if __name__ == "__main__":
    for each in MODELS:
        (HERE / "models" / f"{each}.glb").write_bytes(made(each))
