"""The discriminator and the losses that train the demonstration generators."""

import torch
from torch import nn
from torch.nn import functional as F


class Discriminator(nn.Module):
    """A PatchGAN with a second head that names the attributes (StarGAN, AttGAN, STGAN)."""

    def __init__(self, n_attrs, dim=20, in_channels=3):
        super().__init__()
        layers, width = [], in_channels
        for i in range(4):
            layers += [nn.Conv2d(width, dim * 2**i, 4, 2, 1), nn.LeakyReLU(0.2, inplace=True)]
            width = dim * 2**i
        self.main = nn.Sequential(*layers)
        self.source = nn.Conv2d(width, 1, 3, 1, 1)
        self.classes = nn.Sequential(nn.Linear(width * 16, 64), nn.ReLU(), nn.Linear(64, max(1, n_attrs)))

    def forward(self, image):
        x = self.main(image)
        return self.source(x), self.classes(F.adaptive_avg_pool2d(x, 4).flatten(1))


def reconstruction(fake, target, weight):
    """L1 on pixels, on two coarser scales and on the gradients, per sample weighted."""
    loss = 0.0
    for scale in (1, 2, 4):
        a, b = (fake, target) if scale == 1 else (F.avg_pool2d(each, scale) for each in (fake, target))
        loss = loss + _mean(a - b, weight) / 2
        dx = (a[..., 1:] - a[..., :-1]) - (b[..., 1:] - b[..., :-1])
        dy = (a[..., 1:, :] - a[..., :-1, :]) - (b[..., 1:, :] - b[..., :-1, :])
        loss = loss + (_mean(dx, weight) + _mean(dy, weight)) / 2
    return loss


def edit_emphasis(fake, target, source, weight):
    """L1 where source and target differ, so that a small edit counts as much as a large one."""
    change = ((target - source).abs().amax(1, keepdim=True) > 0.08).float()
    area = change.mean([1, 2, 3]) + 0.002
    return (((fake - target).abs() * change).mean([1, 2, 3]) / area * weight).mean()


def gradient_penalty(discriminator, real):
    """R1: the discriminator's gradient on real images."""
    real = real.detach().requires_grad_(True)
    score, _ = discriminator(real)
    (gradient,) = torch.autograd.grad(score.sum(), real, create_graph=True)
    return gradient.square().sum([1, 2, 3]).mean()


def _mean(difference, weight):
    return (difference.abs().mean([1, 2, 3]) * weight).mean()
