"""Contact sheets: python -m demo_generators.contact_sheet [--models ../onnx] [--out DIR].

Each sheet shows every domain of one exported generator on three rendered faces that were not in
the training. `--photo FILE` adds a photo of a young woman with brown hair as a last row.
"""

import argparse
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from . import domains
from .attributes import Attributes
from .data import SIZE
from .renderer import Identity, render
from .sample import PORTRAIT, SEED

FACES = (
    (SEED, PORTRAIT),
    (31, Attributes(hair="black", male=True)),
    (12, Attributes(hair="blond", male=True, bangs=True, no_beard=False)),
)
NAMES = ("stargan", "attgan", "stgan", "ugatit")


def exported(name, models):
    """The exported generator as a function of [N,3,S,S] images and [N,K] conditions (or None)."""
    import onnxruntime  # not needed for the sheets of a training

    session = onnxruntime.InferenceSession(Path(models) / name / f"{name}.onnx")

    def run(images, conditions):
        feed = {"image": images}
        if conditions is not None:
            feed["condition"] = conditions
        return session.run(["fake"], feed)[0]

    return run


def translate(generator, image, condition=None):
    """Runs a generator on one uint8 image."""
    images = (image.astype(np.float32) / 127.5 - 1).transpose(2, 0, 1)[None]
    conditions = None if condition is None else np.asarray(condition, np.float32)[None]
    fake = generator(images, conditions)[0].transpose(1, 2, 0)
    return ((fake + 1) * 127.5).clip(0, 255).round().astype(np.uint8)


def rendered_faces():
    """The (image, attributes) of the sheets; no training sees them."""
    return [(render(Identity(seed), each, SIZE), each) for seed, each in FACES]


def sheet(name, generator, faces):
    """The sheet of one generator: a row per (image, attributes)."""
    rows, titles = [], ["source"]
    for image, attributes in faces:
        asked = [("drawing", None, None)]
        if name != "ugatit":
            asked = domains.domains(name, attributes)
        titles = ["source"] + [title for title, _, _ in asked]
        row = [image] + [translate(generator, image, condition) for _, _, condition in asked]
        rows.append(np.hstack(row))
    if name == "ugatit":  # narrow: put the rows beside each other
        rows, titles = [np.hstack(rows)], titles * len(rows)
    picture = np.vstack(rows)
    result = Image.new("RGB", (picture.shape[1], picture.shape[0] + 16), "white")
    result.paste(Image.fromarray(picture), (0, 16))
    draw = ImageDraw.Draw(result)
    for i, title in enumerate(titles):
        draw.text((i * SIZE + 4, 2), title, fill="black")
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", default="../onnx")
    parser.add_argument("--out", default="../onnx/sheets")
    parser.add_argument("--photo")
    arguments = parser.parse_args()
    faces = rendered_faces()
    if arguments.photo:
        photo = Image.open(arguments.photo).convert("RGB").resize((SIZE, SIZE), Image.LANCZOS)
        faces.append((np.asarray(photo), PORTRAIT))
    out = Path(arguments.out)
    out.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        if not (Path(arguments.models) / name / f"{name}.onnx").exists():
            print(f"{name}: no export in {arguments.models}")
            continue
        picture = sheet(name, exported(name, arguments.models), faces)
        picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=256).save(
            out / f"{name}.png", optimize=True
        )


if __name__ == "__main__":
    main()
