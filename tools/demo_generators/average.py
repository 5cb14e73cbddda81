"""The running average of a generator's weights, which is what gets exported."""

import copy

import torch

KEEP = 0.999


class Average:
    """Keeps KEEP of itself in every step, less in the first ones."""

    def __init__(self, network):
        self.network = copy.deepcopy(network).eval().requires_grad_(False)

    @torch.no_grad()
    def update(self, network, step):
        share = 1 - min(KEEP, (1 + step) / (10 + step))
        for mine, theirs in zip(self.network.parameters(), network.parameters(), strict=True):
            mine.lerp_(theirs, share)
        for mine, theirs in zip(self.network.buffers(), network.buffers(), strict=True):
            if mine.is_floating_point():
                mine.lerp_(theirs, share)
            else:
                mine.copy_(theirs)
