"""Renders the pictures of the sample products from their drawings:

    python3 -m venv .tools/drawing && .tools/drawing/bin/pip install resvg_py==0.5.0 pillow==13.0.0
    .tools/drawing/bin/python infra/seed/pictures.py

Each is as large as a studio photo, because it takes the same path: upload, validation, several widths. A product is
drawn in one of its colours; pictures in other colours are recoloured from that drawing.
"""

from __future__ import annotations

import colorsys
import io
import json
import re
from pathlib import Path

import resvg_py
from PIL import Image

HERE = Path(__file__).parent
SIDE = 1200
QUALITY = 90
# Recoloured hues: as far distance on the colour wheel as shades of one filament, farther for its shadows; never grey.
SHADOWS = -36 / 360
LIGHTS = 19 / 360
MIN_SATURATION = 0.25

Hls = tuple[float, float, float]


def hls(colour: str) -> Hls:
    """Returns hue, lightness and saturation of `#rrggbb`."""
    red, green, blue = (int(colour[position : position + 2], 16) / 255 for position in (1, 3, 5))
    return colorsys.rgb_to_hls(red, green, blue)


def recolour(colour: str, before: Hls, after: Hls) -> str:
    """Converts a shade of the old filament to one of the new filament; other colours stay."""
    hue, light, saturation = hls(colour)
    distance = (hue - before[0] + 0.5) % 1 - 0.5
    if not SHADOWS < distance < LIGHTS or saturation < MIN_SATURATION:
        return colour
    darker = light * after[1] / before[1]
    lighter = 1 - (1 - light) * (1 - after[1]) / (1 - before[1])
    shade = darker if light < before[1] else lighter
    channels = colorsys.hls_to_rgb((after[0] + distance) % 1, shade, min(1, saturation * after[2] / before[2]))
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)


def drawing_in(slug: str, colour: str | None) -> str:
    """Returns the drawing of a product, recoloured if a colour is given."""
    drawing = (HERE / "drawings" / f"{slug}.svg").read_text(encoding="utf-8")
    if colour is None:
        return drawing
    product = json.loads((HERE / "products" / f"{slug}.json").read_text(encoding="utf-8"))
    swatches = {entry["value"]: entry["swatch"] for entry in product["variants"] if entry["type"] == "color"}
    before, after = hls(next(iter(swatches.values()))), hls(swatches[colour])
    return re.sub(r"#[0-9a-f]{6}\b", lambda found: recolour(found[0], before, after), drawing)


def render(drawing: str) -> bytes:
    """Renders the drawing as a WebP file."""
    png = resvg_py.svg_to_bytes(svg_string=drawing, width=SIDE, height=SIDE)
    file = io.BytesIO()
    Image.open(io.BytesIO(bytes(png))).convert("RGB").save(file, "WEBP", quality=QUALITY, method=6)
    return file.getvalue()


if __name__ == "__main__":
    for slug, pictures in json.loads((HERE / "pictures.json").read_text(encoding="utf-8")).items():
        for picture in pictures:
            (HERE / "pictures" / picture["file"]).write_bytes(render(drawing_in(slug, picture.get("color"))))
