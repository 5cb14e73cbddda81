"""StarGAN's generator (Choi et al. 2018) at a chosen width."""

import torch
from torch import nn


class ResidualBlock(nn.Module):
    """Two 3x3 convolutions with instance normalisation, added to the input."""

    def __init__(self, dim):
        super().__init__()
        self.main = nn.Sequential(
            nn.Conv2d(dim, dim, 3, 1, 1, bias=False),
            nn.InstanceNorm2d(dim, affine=True),
            nn.ReLU(inplace=True),
            nn.Conv2d(dim, dim, 3, 1, 1, bias=False),
            nn.InstanceNorm2d(dim, affine=True),
        )

    def forward(self, x):
        return x + self.main(x)


class Generator(nn.Module):
    """Image and target label, tiled to planes, in one stack of convolutions `main`."""

    def __init__(self, conv_dim=16, c_dim=5, repeat_num=6):
        super().__init__()
        layers = [nn.Conv2d(3 + c_dim, conv_dim, 7, 1, 3, bias=False), *_norm(conv_dim)]
        dim = conv_dim
        for _ in range(2):
            layers += [nn.Conv2d(dim, dim * 2, 4, 2, 1, bias=False), *_norm(dim * 2)]
            dim *= 2
        layers += [ResidualBlock(dim) for _ in range(repeat_num)]
        for _ in range(2):
            layers += [nn.ConvTranspose2d(dim, dim // 2, 4, 2, 1, bias=False), *_norm(dim // 2)]
            dim //= 2
        layers += [nn.Conv2d(dim, 3, 7, 1, 3, bias=False), nn.Tanh()]
        self.main = nn.Sequential(*layers)

    def forward(self, image, condition):
        planes = condition[:, :, None, None].repeat(1, 1, image.size(2), image.size(3))
        return self.main(torch.cat([image, planes], dim=1))


def _norm(dim):
    return [nn.InstanceNorm2d(dim, affine=True), nn.ReLU(inplace=True)]
