"""Training data: rendered people, each once as drawn and once per single edit, and portraits."""

import multiprocessing
import os
from pathlib import Path

import numpy as np
from PIL import Image

from .attributes import NAMES, random_attributes
from .renderer import Identity, render

FIRST_IDENTITY = 1000  # below are the faces of the contact sheets, never trained on
SIZE = 128


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


def load_photos(folder, size=SIZE, crops=3, seed=0):
    """Square crops around the upper middle of each portrait photo in a folder (or none)."""
    if folder is None:
        return np.zeros((0, size, size, 3), np.uint8)
    rng = np.random.default_rng(seed)
    result = []
    for path in sorted(Path(folder).iterdir()):
        if path.suffix.lower() not in (".jpg", ".jpeg", ".png"):
            continue
        with Image.open(path) as opened:
            image = opened.convert("RGB")
        for _ in range(crops):
            side = min(image.size) * rng.uniform(0.58, 0.78)
            x = image.width * (0.5 + rng.uniform(-0.03, 0.03)) - side / 2
            y = max(0.0, image.height * (0.40 + rng.uniform(-0.03, 0.03)) - side / 2)
            box = (x, y, x + side, y + side)
            result.append(np.asarray(image.resize((size, size), Image.LANCZOS, box)))
    return np.stack(result)
