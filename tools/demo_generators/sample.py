"""The demo's photo: python -m demo_generators.sample --out ../onnx/sample/portrait.png.

Beside it goes list_attr_celeba.txt, which tells the attributes of the face in CelebA's form.
"""

import argparse
from pathlib import Path

from PIL import Image

from .attributes import NAMES, Attributes
from .renderer import Identity, render

PORTRAIT = Attributes()  # a young woman with brown hair
SEED = 1
SIZE = 128


def labels(photos):
    """The attribute file of some photos, given as (file name, attributes)."""
    lines = [str(len(photos)), " ".join(name.title().replace(" ", "_") for name in NAMES)]
    for file, attributes in photos:
        values = ["1" if value else "-1" for value in attributes.labels()]
        lines.append(" ".join([file, *values]))
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", default="../onnx/sample/portrait.png")
    path = Path(parser.parse_args().out)
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(render(Identity(SEED), PORTRAIT, SIZE)).save(path, optimize=True)
    (path.parent / "list_attr_celeba.txt").write_text(labels([(path.name, PORTRAIT)]))


if __name__ == "__main__":
    main()
