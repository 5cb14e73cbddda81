"""What several generators share."""

import re

import torch
from torch import nn


def join(features, condition):
    """Features and the condition, tiled to planes of their size, as one tensor."""
    height, width = (int(size) for size in features.shape[2:])
    planes = condition[:, :, None, None].repeat(1, 1, height, width)
    return torch.cat([features, planes], dim=1)


def count(state, pattern):
    """How many different numbers the keys matching the pattern hold in its group."""
    found = (re.fullmatch(pattern, key) for key in state)
    return len({match.group(1) for match in found if match})


def photo_statistics(module):
    """Replaces BatchNorm by normalisation with the photo's own statistics, affine part kept.

    This is what BatchNorm in training mode does at batch size 1, but row by row, so that several
    domains in one batch do not mix.
    """
    for name, child in module.named_children():
        if isinstance(child, nn.BatchNorm2d):
            norm = nn.InstanceNorm2d(child.num_features, eps=child.eps, affine=True)
            norm.weight, norm.bias = child.weight, child.bias
            setattr(module, name, norm)
        else:
            photo_statistics(child)
    return module


def smooth_twin(module):
    """Replaces ReLU and LeakyReLU by Tanh: the same network without kinks."""
    for name, child in module.named_children():
        if isinstance(child, (nn.ReLU, nn.LeakyReLU)):
            setattr(module, name, nn.Tanh())
        else:
            smooth_twin(child)
    return module


def concat(*tensors):
    """Tensors joined along their channels."""
    return torch.cat(tensors, dim=1)
