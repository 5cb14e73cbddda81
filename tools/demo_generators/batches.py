"""Batches of faces with labels, and what an edit shall make of them."""

from dataclasses import dataclass

import numpy as np
import torch

from . import domains
from .attributes import NAMES
from .networks import LEARNT

PHOTO_SHARE = 0.2
SINGLE_EDITS = 0.5  # share of faces asked for one edit, as in use; the others get another face's labels


@dataclass
class Batch:
    """Images and pictures of the same size are [N,3,S,S] in [-1,1], labels are 0/1 [N,13].

    `strength` [N,1] says how strongly AttGAN is asked for an edit. `targets` and `paired` [N] are
    for the warm-up: the render after the edit, and which faces have one. `drawings` are of other
    people than `images`.
    """

    images: torch.Tensor
    before: np.ndarray
    after: np.ndarray
    strength: np.ndarray
    targets: torch.Tensor | None = None
    paired: torch.Tensor | None = None
    drawings: torch.Tensor | None = None


class Batches:
    """Draws batches for one generator from rendered faces and labelled photos."""

    def __init__(self, name, faces, photos, rng, device="cpu"):
        self.name, self.faces, self.photos = name, faces, photos
        self.rng, self.device = rng, device
        self.learnt = [NAMES.index(each) for each in LEARNT[name]]

    def draw(self, count):
        """Faces and photos under labels that need not be of one person: no pairs."""
        images, before = self._faces(count)
        after = self.wanted(before)
        batch = Batch(self._tensor(images), before, after, self._strength(count))
        self._finish(batch)
        return batch

    def draw_pairs(self, count):
        """Rendered people before and after a single edit, for the warm-up."""
        who = self.rng.integers(len(self.faces.images), size=count)
        images, labels = self.faces.images, self.faces.labels
        if self.name == "ugatit":
            a = np.zeros(count, int)
            targets, after = self.faces.drawings[who, 0], labels[who, a]
        else:
            a = np.zeros(count, int)
            b = 1 + self.rng.choice(self.learnt, size=count)
            undone = self.rng.random(count) < 0.4
            a[undone], b[undone] = b[undone], 0
            targets, after = images[who, b], labels[who, b]
        batch = Batch(self._tensor(images[who, a]), labels[who, a], after, self._strength(count))
        batch.targets = self._tensor(targets)
        batch.paired = torch.ones(count, device=self.device)
        self._finish(batch)
        return batch

    def wanted(self, before):
        """Target labels: those of another face of the batch, or the own ones with one edit."""
        after = before[self.rng.permutation(len(before))].copy()
        if not self.learnt:
            return after
        untouched = [i for i in range(len(NAMES)) if i not in self.learnt]
        after[:, untouched] = before[:, untouched]
        for row in np.flatnonzero(self.rng.random(len(before)) < SINGLE_EDITS):
            after[row] = domains.edited(before[row], NAMES[self.rng.choice(self.learnt)])
        return after

    # ---- pictures

    def _faces(self, count):
        n_photos = int(round(PHOTO_SHARE * count + self.rng.uniform(-0.5, 0.5)))
        n_photos = 0 if not len(self.photos.images) else min(max(n_photos, 0), count)
        people, variants = self.faces.labels.shape[:2]
        who = self.rng.integers(people, size=count - n_photos)
        which = self.rng.integers(variants, size=count - n_photos)
        photo = self.rng.integers(max(1, len(self.photos.images)), size=n_photos)
        images = np.concatenate([self.faces.images[who, which], self.photos.images[photo]])
        labels = np.concatenate([self.faces.labels[who, which], self.photos.labels[photo]])
        return images, labels

    def _finish(self, batch):
        """Flips and relights the faces (a pair alike), and adds drawings where they are needed."""
        count = len(batch.images)
        flip = self._rows(self.rng.random((count, 1, 1, 1)) < 0.5)
        light = self._rows(self.rng.uniform(0.85, 1.12, (count, 1, 1, 1)))
        tint = self._rows(self.rng.uniform(-0.05, 0.05, (count, 3, 1, 1)))

        def varied(images):
            images = torch.where(flip > 0, images.flip(3), images)
            return ((images + 1) * light - 1 + tint).clamp(-1, 1).contiguous()

        batch.images = varied(batch.images)
        if batch.targets is not None:
            batch.targets = varied(batch.targets)
        if self.name == "ugatit":
            others = self.rng.integers(len(self.faces.drawings), size=count)
            batch.drawings = varied(self._tensor(self.faces.drawings[others, 0]))

    def _strength(self, count):
        return self.rng.uniform(0.5, 1.0, (count, 1)).astype(np.float32)

    def _rows(self, values):
        return torch.from_numpy(values.astype(np.float32)).to(self.device)

    def _tensor(self, images):
        return torch.from_numpy(images).to(self.device).permute(0, 3, 1, 2).float() / 127.5 - 1
