"""StarGAN (Choi et al. 2018), with the parameter names of yunjey/stargan.

Trap: the official code keeps running statistics in its InstanceNorm layers
(`track_running_stats=True`), but never calls eval(), so its pictures come from the statistics of
the photo itself. An eval() export would switch to the running ones. Here the layers have none;
those in a checkpoint are dropped on loading.
"""

import torch
from torch import nn

from . import conditions, layers

TITLE = "StarGAN"
SIZES = (128, 256)
CONDITION = "condition"
ORIGIN = "https://github.com/yunjey/stargan"
LICENCE = "MIT (code); see the origin for the weights"


class ResidualBlock(nn.Module):
    """Two 3x3 convolutions in `main`, added to the input."""

    def __init__(self, dim):
        super().__init__()
        self.main = nn.Sequential(
            *_conv(nn.Conv2d, dim, dim, 3, 1, 1),
            nn.Conv2d(dim, dim, 3, 1, 1, bias=False),
            nn.InstanceNorm2d(dim, affine=True),
        )

    def forward(self, x):
        return x + self.main(x)


class Generator(nn.Module):
    """The label, tiled to planes, joins the photo; everything after is one Sequential `main`."""

    def __init__(self, conv_dim=64, c_dim=5, repeat_num=6):
        super().__init__()
        self.condition_size = c_dim
        stack, dim = trunk(conv_dim, c_dim, repeat_num)
        self.main = nn.Sequential(*stack, nn.Conv2d(dim, 3, 7, 1, 3, bias=False), nn.Tanh())

    def forward(self, image, condition):
        return self.main(layers.join(image, condition))


def trunk(conv_dim, c_dim, repeat_num):
    """All layers before the last convolution (GANimation has the same), and their width."""
    dims = [conv_dim, conv_dim * 2, conv_dim * 4]
    stack = _conv(nn.Conv2d, 3 + c_dim, conv_dim, 7, 1, 3)
    for n_in, n_out in zip(dims, dims[1:]):
        stack += _conv(nn.Conv2d, n_in, n_out, 4, 2, 1)
    stack += [ResidualBlock(dims[-1]) for _ in range(repeat_num)]
    for n_in, n_out in zip(dims[:0:-1], dims[-2::-1]):
        stack += _conv(nn.ConvTranspose2d, n_in, n_out, 4, 2, 1)
    return stack, conv_dim


def _conv(kind, n_in, n_out, kernel, stride, padding):
    return [
        kind(n_in, n_out, kernel, stride, padding, bias=False),
        nn.InstanceNorm2d(n_out, affine=True),
        nn.ReLU(inplace=True),
    ]


def arguments(state):
    """Width, label size and depth, as the checkpoint's shapes tell them."""
    found = {"repeat_num": layers.count(state, r"main\.(\d+)\.main\.0\.weight")}
    if "main.0.weight" in state:
        conv_dim, channels = state["main.0.weight"].shape[:2]
        found.update(conv_dim=conv_dim, c_dim=channels - 3)
    return {key: value for key, value in found.items() if value}


def build(state, options):
    return Generator(**arguments(state))


def crop(options):
    """What the official loader shows of CelebA's aligned photos: all columns."""
    return 178, 178


def labels(generator, options):
    """Target labels: the source with one attribute changed, hair colours excluding each other."""
    return conditions.labels(_names(generator, options), "label", exclusive=(conditions.HAIR,))


def domains(generator, options):
    """The same as numbers, for the source that is assumed."""
    return conditions.targets(_names(generator, options), exclusive=(conditions.HAIR,))


def _names(generator, options):
    return conditions.names(options, generator.condition_size, conditions.STARGAN)
