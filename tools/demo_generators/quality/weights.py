"""Generators as PyTorch networks, from a training's checkpoint or an exported file."""

from pathlib import Path

import numpy as np
import torch

from .. import checkpoint, domains, portraits, warm_start
from ..data import SIZE
from ..networks import GENERATORS, LEARNT
from ..renderer import render

CALIBRATION = 32  # held-out people, to take BatchNorm apart again; the network computes the same


def load(name, folder):
    """The generator in evaluation mode, or None where the folder has none of this name."""
    generator = GENERATORS[name]()
    path = Path(folder) / f"{name}.pt"
    exported = Path(folder) / name / f"{name}.onnx"
    if path.exists():
        generator.load_state_dict(checkpoint.read(path))
    elif exported.exists():
        warm_start.load(name, generator, exported, _calibration(name))
    else:
        return None
    return generator.eval().requires_grad_(False)


def _calibration(name):
    people = [portraits.person(600 + number) for number in range(CALIBRATION)]
    images = np.stack([render(*person, SIZE) for person in people])
    images = torch.from_numpy(images).permute(0, 3, 1, 2).float() / 127.5 - 1
    if not LEARNT[name]:
        return (images,)
    asked = [domains.domains(name, person[1])[0][2] for person in people]
    return images, torch.from_numpy(np.stack(asked).astype(np.float32))
