"""The demo's photo: python -m demo_generators.sample --out ../onnx/sample/portrait.png."""

import argparse
from pathlib import Path

from PIL import Image

from .attributes import Attributes
from .renderer import Identity, render

PORTRAIT = Attributes()  # a young woman with brown hair
SEED = 1
SIZE = 512


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", default="../onnx/sample/portrait.png")
    path = Path(parser.parse_args().out)
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(render(Identity(SEED), PORTRAIT, SIZE)).save(path, optimize=True)


if __name__ == "__main__":
    main()
