"""Checkpoints that an interruption cannot spoil."""

from pathlib import Path

import torch


def write(content, path):
    """Saves to a file beside the path, then moves it there."""
    path = Path(path)
    partial = path.with_name(path.name + ".partial")
    torch.save(content, partial)
    partial.replace(path)


def read(path, device="cpu"):
    return torch.load(path, map_location=device, weights_only=True)
