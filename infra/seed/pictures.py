"""Makes the pictures of the samples anew from their drawings:

    python3 -m venv .tools/drawing && .tools/drawing/bin/pip install resvg_py==0.5.0 pillow==13.0.0
    .tools/drawing/bin/python infra/seed/pictures.py

Each is as large as a studio's photo of it would be, since it goes the same way: uploaded, checked, served in widths.
"""

from __future__ import annotations

import io
from pathlib import Path

import resvg_py
from PIL import Image

HERE = Path(__file__).parent
SIDE = 1200
QUALITY = 90


def painted(drawing: Path) -> bytes:
    """The drawing as a WebP file."""
    png = resvg_py.svg_to_bytes(svg_path=str(drawing), width=SIDE, height=SIDE)
    file = io.BytesIO()
    Image.open(io.BytesIO(bytes(png))).convert("RGB").save(file, "WEBP", quality=QUALITY, method=6)
    return file.getvalue()


if __name__ == "__main__":
    for each in sorted((HERE / "drawings").glob("*.svg")):
        (HERE / "pictures" / f"{each.stem}.webp").write_bytes(painted(each))
