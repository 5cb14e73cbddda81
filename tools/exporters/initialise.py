"""Random weights at a sane scale, for parity proofs without official weights."""

import math

import torch
from torch import nn

from . import layers, registry


def randomly(architecture, size, seed=0, smooth=False, statistics="running", **arguments):
    """A generator of the architecture with seeded weights whose activations neither die nor explode.

    In one pass over seeded pictures, every convolution and linear layer is rescaled until its
    outputs have unit variance, and every BatchNorm takes their statistics as its running ones.
    """
    torch.manual_seed(seed)
    module = registry.ARCHITECTURES[architecture]
    generator = module.Generator(**arguments)
    for name, parameter in generator.named_parameters():
        with torch.no_grad():
            if name.endswith("rho"):
                parameter.uniform_(0.1, 0.9)
            elif parameter.dim() == 1 or parameter.shape[2:] == (1, 1) and parameter.shape[0] == 1:
                bias = name.endswith(("bias", "beta"))
                parameter.normal_(0.0 if bias else 1.0, 0.1)
    if smooth:
        layers.smooth_twin(generator)
    calibrate(generator, pictures(4, size, seed), getattr(generator, "condition_size", 0))
    if statistics == "photo":
        layers.photo_statistics(generator)
    return generator.eval()


def pictures(count, size, seed):
    """Seeded smooth pictures with some grain, in [-1, 1]."""
    generator = torch.Generator().manual_seed(seed + 1)
    coarse = torch.rand(count, 3, 8, 8, generator=generator) * 2 - 1
    smooth = nn.functional.interpolate(coarse, (size, size), mode="bicubic", align_corners=True)
    grain = torch.randn(count, 3, size, size, generator=generator)
    return (smooth + 0.05 * grain).clamp(-1, 1)


def calibrate(generator, images, condition_size):
    """One forward pass that sets scales and running statistics layer by layer."""
    hooks = []

    def unit_variance(layer, inputs, output):
        scale = output.std().item()
        if scale > 0 and math.isfinite(scale):
            layer.weight.div_(scale)
            if layer.bias is not None:
                layer.bias.div_(scale)
            return output / scale
        return output

    for layer in generator.modules():
        if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)):
            hooks.append(layer.register_forward_hook(unit_variance))
        elif isinstance(layer, nn.BatchNorm2d):
            layer.momentum = None  # average over all batches: there is one
    arguments = (images,)
    if condition_size:
        draw = torch.Generator().manual_seed(7)
        arguments += (torch.rand(len(images), condition_size, generator=draw) * 2 - 1,)
    with torch.no_grad():
        generator.train()(*arguments)
    for hook in hooks:
        hook.remove()
