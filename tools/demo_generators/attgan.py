"""AttGAN's generator (He et al. 2019), as in its PyTorch port, at a chosen width."""

import torch
from torch import nn


class ConvBlock(nn.Module):
    """Convolution or transposed convolution, 4x4 stride 2, then a normalisation and activation."""

    def __init__(self, conv, n_in, n_out, activation, norm=None):
        super().__init__()
        layers = [conv(n_in, n_out, 4, 2, 1, bias=norm is None)]
        if norm is not None:
            layers.append(norm(n_out))
        self.layers = nn.Sequential(*layers, activation)

    def forward(self, x):
        return self.layers(x)


class Generator(nn.Module):
    """Encoder, decoder, one skip connection; the attributes join the latent and the skip.

    The decoder normalises by the instance, an option of the port (its default is by the batch).
    """

    def __init__(self, dim=16, n_attrs=13, n_layers=5, max_dim=192):
        super().__init__()
        self.shortcut_layers = self.inject_layers = 1
        widths = [min(dim * 2**i, max_dim) for i in range(n_layers)]
        self.enc_layers = nn.ModuleList(
            ConvBlock(nn.Conv2d, n_in, n_out, nn.LeakyReLU(0.01), nn.BatchNorm2d)
            for n_in, n_out in zip([3] + widths, widths)
        )
        self.dec_layers = nn.ModuleList()
        n_in = widths[-1] + n_attrs
        for i in range(n_layers - 1):
            n_out = widths[-1 - i]
            block = ConvBlock(nn.ConvTranspose2d, n_in, n_out, nn.ReLU(), _instance_norm)
            self.dec_layers.append(block)
            n_in = n_out
            n_in += widths[-2 - i] if i < self.shortcut_layers else 0
            n_in += n_attrs if i < self.inject_layers else 0
        self.dec_layers.append(ConvBlock(nn.ConvTranspose2d, n_in, 3, nn.Tanh()))

    def forward(self, image, condition):
        z, features = image, []
        for layer in self.enc_layers:
            z = layer(z)
            features.append(z)
        z = torch.cat([z, _planes(condition, z)], dim=1)
        for i, layer in enumerate(self.dec_layers):
            z = layer(z)
            if i < self.shortcut_layers:
                z = torch.cat([z, features[-2 - i]], dim=1)
            if i < self.inject_layers:
                z = torch.cat([z, _planes(condition, z)], dim=1)
        return z


def _instance_norm(width):
    return nn.InstanceNorm2d(width, affine=True)


def _planes(condition, like):
    return condition[:, :, None, None].repeat(1, 1, like.size(2), like.size(3))
