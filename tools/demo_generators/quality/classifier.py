"""A classifier of the thirteen attributes, and of drawings, that no generator is trained against."""

from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from .. import checkpoint
from ..attributes import NAMES
from ..batches import Batches
from ..data import load_photos

OUTPUTS = (*NAMES, "drawing")
STEPS, COUNT, RATE = 400, 32, 2e-3


class Classifier(nn.Module):
    """Logits [N,14] in the order of OUTPUTS; features [N,128] for Frechet distances."""

    def __init__(self, widths=(24, 48, 96, 128)):
        super().__init__()
        layers = []
        for n_in, n_out in zip((3, *widths), widths):
            layers += [nn.Conv2d(n_in, n_out, 3, 2, 1, bias=False), nn.BatchNorm2d(n_out), nn.ReLU()]
        self.main = nn.Sequential(*layers, nn.Conv2d(widths[-1], 128, 3, 1, 1), nn.ReLU())
        self.classes = nn.Linear(2 * 128, len(OUTPUTS))

    def features(self, images):
        return self.main(images).mean([2, 3])

    def forward(self, images):
        x = self.main(images)
        return self.classes(torch.cat([x.mean([2, 3]), x.amax([2, 3])], dim=1))


def train(faces, steps=STEPS, seed=0):
    """Trains on rendered people (those of the generators' training) and their drawings."""
    torch.manual_seed(seed)
    batches = Batches("ugatit", faces, load_photos(None), np.random.default_rng([seed, 31]))
    classifier = Classifier().train()
    optimizer = torch.optim.Adam(classifier.parameters(), RATE)
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(1.0, 2 * (1 - step / steps))
        batch = batches.draw(COUNT)
        n_drawn = COUNT // 8  # drawings carry no attributes here: only that they are drawings
        logits = classifier(torch.cat([batch.images, batch.drawings[:n_drawn]]))
        drawn = torch.zeros(len(logits))
        drawn[COUNT:] = 1
        wanted = torch.from_numpy(batch.before)
        loss = F.binary_cross_entropy_with_logits(logits[:COUNT, : len(NAMES)], wanted)
        loss = loss + 0.2 * F.binary_cross_entropy_with_logits(logits[:, -1], drawn)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        if step % 50 == 0:
            print(f"classifier {step}/{steps} loss {loss.item():.4f}", flush=True)
    return classifier.eval()


def load_or_train(path, load_faces):
    """The classifier stored at the path, or a new one that is stored there."""
    path = Path(path)
    classifier = Classifier()
    if path.exists():
        classifier.load_state_dict(checkpoint.read(path))
    else:
        classifier = train(load_faces())
        path.parent.mkdir(parents=True, exist_ok=True)
        checkpoint.write(classifier.state_dict(), path)
    return classifier.eval()
