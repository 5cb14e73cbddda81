"""Writes the WebP files that the tests decode, and beside each the PNG that libwebp makes of it.

Pillow carries libwebp, which is what browsers and viewers show WebP files with, so its pixels are the right values.

    python tools/webp_fixtures.py src/core/src/test/resources/image/webp
"""

import argparse
from pathlib import Path

import numpy as np
from PIL import Image

# Name, width, height, size of the coloured blocks, quality, method. Odd sizes, coloured edges and strong filters.
LOSSY = [
    ("one-pixel", 1, 1, 1, 75, 4),
    ("narrow", 3, 41, 4, 50, 4),
    ("odd", 33, 17, 5, 75, 0),
    ("blocks", 48, 48, 16, 90, 4),
    ("noise", 64, 35, 1, 100, 6),
    ("strong-filter", 80, 64, 20, 5, 4),
    ("smooth", 65, 66, 30, 40, 6),
]


def picture(rng, width, height, block):
    """Random colours in blocks, with a little noise, so that chroma and luma both have edges."""
    cells = rng.integers(0, 256, (height // block + 1, width // block + 1, 3), dtype=np.int64)
    pixels = cells.repeat(block, 0).repeat(block, 1)[:height, :width]
    noisy = pixels + rng.integers(-6, 7, pixels.shape)
    return Image.fromarray(noisy.clip(0, 255).astype(np.uint8))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(20260101)
    for name, width, height, block, quality, method in LOSSY:
        photo = picture(rng, width, height, block)
        photo.save(folder / f"{name}.webp", quality=quality, method=method)
        decoded(folder / f"{name}.webp", "RGB")
    photo = picture(rng, 37, 30, 6).convert("RGBA")
    alpha = np.add.outer(np.arange(30) * 5, np.arange(37) * 2).astype(np.uint8)
    photo.putalpha(Image.fromarray(alpha))
    photo.save(folder / "transparent.webp", quality=60, exact=True)
    decoded(folder / "transparent.webp", "RGBA")
    frames = [picture(rng, 40, 31, 8) for _ in range(3)]
    frames[0].save(folder / "animation.webp", save_all=True, append_images=frames[1:], quality=70)
    decoded(folder / "animation.webp", "RGB")


def decoded(file, mode):
    with Image.open(file) as image:
        image.convert(mode).save(file.with_suffix(".png"), optimize=True)


if __name__ == "__main__":
    main()
