"""U-GAT-IT's light generator (Kim et al. 2020) at a chosen width; only the image is returned."""

import torch
from torch import nn
from torch.nn import functional as F


class ResnetBlock(nn.Module):
    """Two reflect-padded 3x3 convolutions with instance normalisation, added to the input."""

    def __init__(self, dim):
        super().__init__()
        self.conv_block = nn.Sequential(
            nn.ReflectionPad2d(1),
            nn.Conv2d(dim, dim, 3, 1, 0, bias=False),
            nn.InstanceNorm2d(dim),
            nn.ReLU(True),
            nn.ReflectionPad2d(1),
            nn.Conv2d(dim, dim, 3, 1, 0, bias=False),
            nn.InstanceNorm2d(dim),
        )

    def forward(self, x):
        return x + self.conv_block(x)


def _mixed_norm(x, rho, eps):
    """Instance and layer normalisation, mixed by rho; the variances are unbiased.

    Spelled out as the official code does it, which is what an exported file holds.
    """
    in_mean, in_var = x.mean([2, 3], keepdim=True), x.var([2, 3], keepdim=True)
    out_in = (x - in_mean) / torch.sqrt(in_var + eps)
    ln_mean, ln_var = x.mean([1, 2, 3], keepdim=True), x.var([1, 2, 3], keepdim=True)
    out_ln = (x - ln_mean) / torch.sqrt(ln_var + eps)
    return rho * out_in + (1 - rho) * out_ln


def _mixed_scale(x, rho, eps):
    """(scale, shift) [N,C,1,1] with x * scale + shift equal to `_mixed_norm`: for the training.

    One pass over x: the layer's statistics follow from those of its channels.
    """
    pixels, channels = x.size(2) * x.size(3), x.size(1)
    in_var, in_mean = torch.var_mean(x, [2, 3], keepdim=True)
    ln_mean = in_mean.mean(1, keepdim=True)
    squares = (pixels - 1) * in_var + pixels * (in_mean - ln_mean).square()
    ln_var = squares.sum(1, keepdim=True) / (pixels * channels - 1)
    in_part, ln_part = rho * torch.rsqrt(in_var + eps), (1 - rho) * torch.rsqrt(ln_var + eps)
    return in_part + ln_part, -in_mean * in_part - ln_mean * ln_part


def _scaled_norm(x, rho, eps, gamma, beta, fast):
    """gamma * norm(x) + beta with gamma and beta [N,C,1,1] or [1,C,1,1]."""
    if not fast:
        return _mixed_norm(x, rho, eps) * gamma + beta
    scale, shift = _mixed_scale(x, rho, eps)
    return torch.addcmul(shift * gamma + beta, x, scale * gamma)


class AdaILN(nn.Module):
    """Adaptive layer-instance normalisation: scale and shift come from the attention features."""

    def __init__(self, num_features, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.rho = nn.Parameter(torch.full((1, num_features, 1, 1), 0.9))

    def forward(self, x, gamma, beta):
        gamma, beta = gamma[:, :, None, None], beta[:, :, None, None]
        return _scaled_norm(x, self.rho, self.eps, gamma, beta, self.training)


class ILN(nn.Module):
    """Layer-instance normalisation with learnt scale and shift."""

    def __init__(self, num_features, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.rho = nn.Parameter(torch.zeros(1, num_features, 1, 1))
        self.gamma = nn.Parameter(torch.ones(1, num_features, 1, 1))
        self.beta = nn.Parameter(torch.zeros(1, num_features, 1, 1))

    def forward(self, x):
        return _scaled_norm(x, self.rho, self.eps, self.gamma, self.beta, self.training)


class ResnetAdaILNBlock(nn.Module):
    """The decoder's residual block."""

    def __init__(self, dim):
        super().__init__()
        self.pad1 = nn.ReflectionPad2d(1)
        self.conv1 = nn.Conv2d(dim, dim, 3, 1, 0, bias=False)
        self.norm1 = AdaILN(dim)
        self.relu1 = nn.ReLU(True)
        self.pad2 = nn.ReflectionPad2d(1)
        self.conv2 = nn.Conv2d(dim, dim, 3, 1, 0, bias=False)
        self.norm2 = AdaILN(dim)

    def forward(self, x, gamma, beta):
        out = self.relu1(self.norm1(self.conv1(self.pad1(x)), gamma, beta))
        return x + self.norm2(self.conv2(self.pad2(out)), gamma, beta)


class Generator(nn.Module):
    """Encoder, class activation attention, AdaILN bottleneck, ILN decoder."""

    def __init__(self, ngf=16, n_blocks=4):
        super().__init__()
        self.n_blocks = n_blocks
        down = [nn.ReflectionPad2d(3), nn.Conv2d(3, ngf, 7, 1, 0, bias=False)]
        down += [nn.InstanceNorm2d(ngf), nn.ReLU(True)]
        dim = ngf
        for _ in range(2):
            down += [nn.ReflectionPad2d(1), nn.Conv2d(dim, dim * 2, 3, 2, 0, bias=False)]
            down += [nn.InstanceNorm2d(dim * 2), nn.ReLU(True)]
            dim *= 2
        self.DownBlock = nn.Sequential(*down, *(ResnetBlock(dim) for _ in range(n_blocks)))
        self.gap_fc = nn.Linear(dim, 1, bias=False)
        self.gmp_fc = nn.Linear(dim, 1, bias=False)
        self.conv1x1 = nn.Conv2d(dim * 2, dim, 1, 1, bias=True)
        self.relu = nn.ReLU(True)
        self.FC = nn.Sequential(
            nn.Linear(dim, dim, bias=False), nn.ReLU(True), nn.Linear(dim, dim, bias=False), nn.ReLU(True)
        )
        self.gamma = nn.Linear(dim, dim, bias=False)
        self.beta = nn.Linear(dim, dim, bias=False)
        for i in range(1, n_blocks + 1):
            setattr(self, f"UpBlock1_{i}", ResnetAdaILNBlock(dim))
        up = []
        for _ in range(2):
            up += [nn.Upsample(scale_factor=2, mode="nearest"), nn.ReflectionPad2d(1)]
            up += [nn.Conv2d(dim, dim // 2, 3, 1, 0, bias=False), ILN(dim // 2), nn.ReLU(True)]
            dim //= 2
        up += [nn.ReflectionPad2d(3), nn.Conv2d(ngf, 3, 7, 1, 0, bias=False), nn.Tanh()]
        self.UpBlock2 = nn.Sequential(*up)

    def forward(self, image, with_logits=False):
        x = self.DownBlock(image)
        gap, gmp = F.adaptive_avg_pool2d(x, 1), F.adaptive_max_pool2d(x, 1)
        gap_weight, gmp_weight = self.gap_fc.weight[0], self.gmp_fc.weight[0]
        attended = torch.cat([x * gap_weight[:, None, None], x * gmp_weight[:, None, None]], dim=1)
        x = self.relu(self.conv1x1(attended))
        style = self.FC(F.adaptive_avg_pool2d(x, 1).flatten(1))
        gamma, beta = self.gamma(style), self.beta(style)
        for i in range(1, self.n_blocks + 1):
            x = getattr(self, f"UpBlock1_{i}")(x, gamma, beta)
        out = self.UpBlock2(x)
        if not with_logits:
            return out
        logits = torch.cat([self.gap_fc(gap.flatten(1)), self.gmp_fc(gmp.flatten(1))], dim=1)
        return out, logits
