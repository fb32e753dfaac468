"""Generates the 3D models of the sample products: python3 infra/seed/models.py

Each is one binary glTF file whose material variants have the names of its product's colours, as the storefront's 3D view
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
    """Shape of the twisted vase: six soft edges that make a third of a turn."""
    belly = 0.052 + 0.02 * math.sin(math.pi * (0.15 + 0.9 * height)) - 0.012 * height
    radius = belly * (1 + 0.09 * math.cos(6 * (turn - height * math.tau / 3)))
    return (radius * math.cos(turn), 0.22 * height, radius * math.sin(turn))


def planter(turn: float, height: float) -> Point:
    """Shape of the low-poly planter: rings of seven corners, each turned by half a corner from the one below."""
    ring = round(height * 4)
    turned = turn + ring * math.pi / 7
    radius = (0.036, 0.052, 0.058, 0.05, 0.056)[ring]
    return (radius * math.cos(turned), 0.11 * height, radius * math.sin(turned))


def faces(shape: Callable[[float, float], Point], around: int, rings: int) -> list[Face]:
    """Returns the wall and floor of a vessel as triangles with the same winding order."""
    at = [[shape(math.tau * step / around, ring / rings) for step in range(around + 1)] for ring in range(rings + 1)]
    found: list[Face] = []
    for low, high in itertools.pairwise(at):
        for step in range(around):
            found.append((low[step], high[step], low[step + 1]))
            found.append((low[step + 1], high[step], high[step + 1]))
    floor = at[0]
    return found + [((0.0, 0.0, 0.0), floor[step], floor[step + 1]) for step in range(around)]


def normal(face: Face) -> Point:
    """Returns the normal of a triangle, with a length proportional to its area."""
    (ax, ay, az), (bx, by, bz), (cx, cy, cz) = face
    u, v = (bx - ax, by - ay, bz - az), (cx - ax, cy - ay, cz - az)
    return (u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0])


def vertices(triangles: list[Face], smooth: bool) -> tuple[list[Point], list[Point], list[int]]:
    """Returns points, normals and triangle indices. Flat faces share no points."""
    points: list[Point] = []
    normals: list[list[float]] = []
    positions: dict[Any, int] = {}
    order: list[int] = []
    for number, face in enumerate(triangles):
        face_normal = normal(face)
        for point in face:
            key = (tuple(round(part, 7) for part in point), None if smooth else number)
            position = positions.setdefault(key, len(points))
            if position == len(points):
                points.append(point)
                normals.append([0.0, 0.0, 0.0])
            normals[position] = [sum(pair) for pair in zip(normals[position], face_normal, strict=True)]
            order.append(position)
    lengths = [math.hypot(*normal_vector) or 1.0 for normal_vector in normals]
    units = [(x / length, y / length, z / length) for (x, y, z), length in zip(normals, lengths, strict=True)]
    return points, units, order


def material(name: str, swatch: str) -> dict[str, Any]:
    """Returns the material of printed plastic, with its colour in linear light."""
    shares = [int(swatch[position : position + 2], 16) / 255 for position in (1, 3, 5)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    colour = [*(round(part, 4) for part in linear), 1]
    finish = {"baseColorFactor": colour, "metallicFactor": 0, "roughnessFactor": 0.55}
    return {"name": name, "doubleSided": True, "pbrMetallicRoughness": finish}


def glb(triangles: list[Face], smooth: bool, colours: list[tuple[str, str]]) -> bytes:
    """Encodes the binary glTF file (https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html)."""
    points, normals, order = vertices(triangles, smooth)
    parts = [
        struct.pack(f"<{len(points) * 3}f", *(part for point in points for part in point)),
        struct.pack(f"<{len(points) * 3}f", *(part for point in normals for part in point)),
        struct.pack(f"<{len(order)}H", *order),
    ]
    starts = [sum(map(len, parts[:position])) for position in range(3)]
    of_points = {"bufferView": 0, "componentType": 5126, "count": len(points), "type": "VEC3"}
    limits = {"min": [min(axis) for axis in zip(*points, strict=True)], "max": [max(axis) for axis in zip(*points, strict=True)]}
    mappings = [{"material": position, "variants": [position]} for position in range(len(colours))]
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


def generate(slug: str) -> bytes:
    """Generates the model of a sample product."""
    product = json.loads((HERE / "products" / f"{slug}.json").read_text(encoding="utf-8"))
    colours = [(entry["value"], entry["swatch"]) for entry in product["variants"] if entry["type"] == "color"]
    triangles, smooth = MODELS[slug]
    return glb(triangles, smooth, colours)


if __name__ == "__main__":
    for each in MODELS:
        (HERE / "models" / f"{each}.glb").write_bytes(generate(each))
