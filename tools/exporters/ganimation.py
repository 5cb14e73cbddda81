"""GANimation (Pumarola et al. 2018), with the parameter names of albertpumarola/GANimation.

StarGAN's trunk with two heads: colours `img_reg` and attention `attetion_reg` (spelt so in the
official code). The attention blends photo and colours; that blend is the generator's output, and
is done outside the official module, but inside the exported graph. The condition holds the 17
action units in the order of OpenFace, each divided by 5. The option `do_saturate_mask` of the
official code (off by default) is not exported.
"""

import torch
from torch import nn

from . import layers, stargan

TITLE = "GANimation"
SIZES = (128,)
CONDITION = "condition"
ORIGIN = "https://github.com/albertpumarola/GANimation"
LICENCE = "see the origin"

# OpenFace's order of action units.
UNITS = (1, 2, 4, 5, 6, 7, 9, 10, 12, 14, 15, 17, 20, 23, 25, 26, 45)

# Action units that make up the basic expressions (Ekman's FACS), at intensity 3 of 5.
EXPRESSIONS = {
    "happiness": (6, 12, 25),
    "sadness": (1, 4, 15),
    "surprise": (1, 2, 5, 26),
    "fear": (1, 2, 4, 5, 7, 20, 26),
    "anger": (4, 5, 7, 23),
    "disgust": (9, 15, 17),
}


class Generator(nn.Module):
    """Photo and action units to the blend of photo and new colours."""

    def __init__(self, conv_dim=64, c_dim=17, repeat_num=6):
        super().__init__()
        self.condition_size = c_dim
        stack, dim = stargan.trunk(conv_dim, c_dim, repeat_num)
        self.main = nn.Sequential(*stack)
        self.img_reg = nn.Sequential(nn.Conv2d(dim, 3, 7, 1, 3, bias=False), nn.Tanh())
        self.attetion_reg = nn.Sequential(nn.Conv2d(dim, 1, 7, 1, 3, bias=False), nn.Sigmoid())

    def forward(self, image, condition):
        features = self.main(layers.join(image, condition))
        keep = self.attetion_reg(features)
        return keep * image + (1 - keep) * self.img_reg(features)


def build(state, options):
    return Generator(**stargan.arguments(state))


def domains(generator, options):
    """One domain per basic expression, the photo's own expression taken as neutral."""
    if generator.condition_size != len(UNITS):
        raise ValueError(
            f"the checkpoint has {generator.condition_size} action units, not OpenFace's"
            f" {len(UNITS)}; give its conditions with --domain NAME=V1,V2,..."
        )
    return [
        (name, [0.6 if unit in units else 0.0 for unit in UNITS])
        for name, units in EXPRESSIONS.items()
    ]
