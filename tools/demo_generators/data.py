"""Training data: rendered people, each once as drawn and once per single edit, and portraits.

Held out, seen by no training: rendered people with identities below FIRST_IDENTITY, and every photo
whose file name hashes to 0 (see `held_out`).
"""

import multiprocessing
import os
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from .attributes import NAMES, random_attributes
from .renderer import Identity, render

FIRST_IDENTITY = 1000  # below are the faces of the contact sheets, never trained on
SIZE = 128
HELD_OUT_SHARE = 6  # one photo in so many is held out


class Faces:
    """images (people, variants, size, size, 3), labels (people, variants, 13), drawings."""

    def __init__(self, images, labels, drawings):
        self.images, self.labels, self.drawings = images, labels, drawings


def person(number):
    """All pictures of one person: as is, with each attribute edited, and drawn."""
    base = random_attributes(np.random.default_rng([number, 5]))
    variants = [base] + [base.edited(name) for name in NAMES]
    identity = Identity(FIRST_IDENTITY + number)
    images = np.stack([render(identity, each, SIZE) for each in variants])
    drawings = np.stack([render(identity, each, SIZE, drawing=True) for each in variants[:1]])
    return images, np.array([each.labels() for each in variants], np.float32), drawings


def load_faces(cache, people, processes=2):
    """Renders the faces, or reads them from the cache folder."""
    path = Path(cache) / f"faces-{people}-{SIZE}.npz"
    if not path.exists():
        os.environ["OPENBLAS_NUM_THREADS"] = "1"
        path.parent.mkdir(parents=True, exist_ok=True)
        with multiprocessing.get_context("spawn").Pool(processes) as pool:
            parts = pool.map(person, range(people), chunksize=8)
        images, labels, drawings = (np.stack(part) for part in zip(*parts))
        partial = path.with_suffix(".partial.npz")
        np.savez(partial, images=images, labels=labels, drawings=drawings)
        partial.rename(path)
    with np.load(path) as stored:
        return Faces(stored["images"], stored["labels"], stored["drawings"])


@dataclass(frozen=True)
class Photos:
    """images (photos, size, size, 3), labels (photos, 13)."""

    images: np.ndarray
    labels: np.ndarray


def held_out(file):
    """Whether a photo is kept from the training: by its name, so that new photos move no other."""
    return zlib.crc32(file.encode()) % HELD_OUT_SHARE == 0


def load_labels(path):
    """The attributes of photos in CelebA's list_attr_celeba.txt: 0/1 [13] by file name."""
    _, header, *rows = Path(path).read_text().splitlines()
    columns = {name.replace("_", " ").lower(): i for i, name in enumerate(header.split())}
    missing = [name for name in NAMES if name not in columns]
    if missing:
        raise ValueError(f"{path} has no column for {', '.join(missing)}")
    order = [columns[name] for name in NAMES]
    result = {}
    for row in rows:
        file, *values = row.split()
        result[file] = np.array([float(values[i]) > 0 for i in order], np.float32)
    return result


def load_photos(folder, label_file=None, keep=lambda file: not held_out(file), crops=3, seed=0):
    """Square crops around the upper middle of each labelled portrait in a folder (or none).

    label_file: CelebA's format; by default list_attr_celeba.txt in the folder. keep: which files.
    """
    if folder is None:
        return Photos(np.zeros((0, SIZE, SIZE, 3), np.uint8), np.zeros((0, len(NAMES)), np.float32))
    label_file = Path(label_file or Path(folder) / "list_attr_celeba.txt")
    if not label_file.exists():
        raise FileNotFoundError(f"the photos in {folder} need their attributes in {label_file}")
    rng = np.random.default_rng(seed)
    images, labels = [], []
    for file, attributes in sorted(load_labels(label_file).items()):
        if not keep(file):
            continue
        with Image.open(Path(folder) / file) as opened:
            image = opened.convert("RGB")
        for _ in range(crops):
            side = min(image.size) * rng.uniform(0.58, 0.78)
            x = image.width * (0.5 + rng.uniform(-0.03, 0.03)) - side / 2
            y = max(0.0, image.height * (0.40 + rng.uniform(-0.03, 0.03)) - side / 2)
            box = (x, y, x + side, y + side)
            images.append(np.asarray(image.resize((SIZE, SIZE), Image.LANCZOS, box)))
            labels.append(attributes)
    if not images:
        raise ValueError(f"{label_file} names no photo that may be used")
    return Photos(np.stack(images), np.stack(labels))
