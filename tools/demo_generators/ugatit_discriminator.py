"""U-GAT-IT's discriminator (Kim et al. 2020): spectral normalisation and class activation maps."""

import torch
from torch import nn
from torch.nn import functional as F
from torch.nn.utils.parametrizations import spectral_norm


class Discriminator(nn.Module):
    """A map of scores and two logits of the attention's auxiliary classifier.

    `n_strided` strided convolutions. The paper's global discriminator has five and its local one
    three, for 256 px; half the size has one fewer. Its width is 64.
    """

    def __init__(self, n_strided, dim=16):
        super().__init__()
        layers, n_in = [], 3
        for i in range(n_strided):
            layers += _convolution(n_in, dim * 2**i, stride=2)
            n_in = dim * 2**i
        width = 2 * n_in
        self.main = nn.Sequential(*layers, *_convolution(n_in, width, stride=1))
        self.gap_fc = spectral_norm(nn.Linear(width, 1, bias=False))
        self.gmp_fc = spectral_norm(nn.Linear(width, 1, bias=False))
        self.conv1x1 = nn.Conv2d(2 * width, width, 1)
        self.score = nn.Sequential(
            nn.LeakyReLU(0.2),
            nn.ReflectionPad2d(1),
            spectral_norm(nn.Conv2d(width, 1, 4, bias=False)),
        )

    def forward(self, image):
        x = self.main(image)
        average, largest = F.adaptive_avg_pool2d(x, 1), F.adaptive_max_pool2d(x, 1)
        logits = [self.gap_fc(average.flatten(1)), self.gmp_fc(largest.flatten(1))]
        maps = [x * head.weight[0][:, None, None] for head in (self.gap_fc, self.gmp_fc)]
        return self.score(self.conv1x1(torch.cat(maps, dim=1))), torch.cat(logits, dim=1)


def _convolution(n_in, n_out, stride):
    convolution = spectral_norm(nn.Conv2d(n_in, n_out, 4, stride))
    return [nn.ReflectionPad2d(1), convolution, nn.LeakyReLU(0.2)]
