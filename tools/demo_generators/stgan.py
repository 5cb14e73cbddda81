"""STGAN's generator (Liu et al. 2019) with selective transfer units, at a chosen width."""

import torch
from torch import nn


class SelectiveTransferUnit(nn.Module):
    """A GRU-like cell that chooses which encoder features pass on to the decoder."""

    def __init__(self, n_attrs, state_dim, out_dim, kernel_size=3):
        super().__init__()
        self.upsample = nn.ConvTranspose2d(state_dim + n_attrs, out_dim, 4, 2, 1, bias=False)

        def gate(activation):
            conv = nn.Conv2d(2 * out_dim, out_dim, kernel_size, 1, kernel_size // 2, bias=False)
            return nn.Sequential(conv, nn.BatchNorm2d(out_dim), activation)

        self.reset_gate = gate(nn.Sigmoid())
        self.update_gate = gate(nn.Sigmoid())
        self.hidden = gate(nn.Tanh())

    def forward(self, feature, old_state, condition):
        state = self.upsample(torch.cat([old_state, _planes(condition, old_state)], dim=1))
        both = torch.cat([feature, state], dim=1)
        reset, update = self.reset_gate(both), self.update_gate(both)
        new_state = reset * state
        hidden = self.hidden(torch.cat([feature, new_state], dim=1))
        return (1 - update) * state + update * hidden, new_state


class Generator(nn.Module):
    """Encoder and decoder; the condition is the difference of target and source labels.

    The decoder normalises by the instance instead of the batch, as AttGAN's here.
    """

    def __init__(self, conv_dim=12, attr_dim=5, n_layers=5, shortcut_layers=2, max_dim=160):
        super().__init__()
        self.shortcut_layers = shortcut_layers
        widths = [min(conv_dim * 2**i, max_dim) for i in range(n_layers)]
        self.encoder = nn.ModuleList(
            nn.Sequential(
                nn.Conv2d(n_in, n_out, 4, 2, 1, bias=False),
                nn.BatchNorm2d(n_out),
                nn.LeakyReLU(0.2, inplace=True),
            )
            for n_in, n_out in zip([3] + widths, widths)
        )
        self.stu = nn.ModuleList(
            SelectiveTransferUnit(attr_dim, widths[-i], widths[-1 - i])
            for i in range(1, shortcut_layers + 1)
        )
        self.decoder = nn.ModuleList()
        n_in = widths[-1] + attr_dim
        for i in range(n_layers - 1):
            n_out = widths[-1 - i]
            self.decoder.append(_up(n_in, n_out))
            n_in = n_out + (widths[-2 - i] if i < shortcut_layers else 0)
        thin = max(8, conv_dim // 4)
        last = nn.Sequential(nn.ConvTranspose2d(thin, 3, 3, 1, 1, bias=False), nn.Tanh())
        self.decoder.append(nn.Sequential(*_up(n_in, thin), *last))

    def forward(self, image, condition):
        features, x = [], image
        for layer in self.encoder:
            x = layer(x)
            features.append(x)
        out = self.decoder[0](torch.cat([x, _planes(condition, x)], dim=1))
        state = x
        for i in range(1, len(self.decoder)):
            if i <= self.shortcut_layers:
                chosen, state = self.stu[i - 1](features[-1 - i], state, condition)
                out = torch.cat([out, chosen], dim=1)
            out = self.decoder[i](out)
        return out


def _up(n_in, n_out):
    return nn.Sequential(
        nn.ConvTranspose2d(n_in, n_out, 4, 2, 1, bias=False),
        nn.InstanceNorm2d(n_out, affine=True),
        nn.ReLU(inplace=True),
    )


def _planes(condition, like):
    return condition[:, :, None, None].repeat(1, 1, like.size(2), like.size(3))
