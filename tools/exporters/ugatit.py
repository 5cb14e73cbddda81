"""U-GAT-IT (Kim et al. 2020), light and full, with the parameter names of znxlwm/UGATIT-pytorch.

Traps: the adaptive layer-instance normalisation uses the unbiased variance (n - 1, torch.var's
default); `light` decides the shape of the first fully connected layer, which in the full model
takes the whole feature map (1.1 GB at 256 px) and so ties the export to its size. The statistics
are taken over all pixels at once, as in the official code since its correction of 2019; earlier
revisions took a variance of variances, with the same parameters. The official program builds four
residual blocks (`--n_res`), though its class has six by default.
"""

import torch
from torch import nn
from torch.nn import functional

from . import layers

TITLE = "U-GAT-IT"
NETWORK = "genA2B"  # beside genB2A, disGA, ...
SIZES = (256,)
CONDITION = None
ORIGIN = "https://github.com/znxlwm/UGATIT-pytorch"
LICENCE = "MIT (code); see the origin for the weights"


def layer_instance_norm(x, rho, eps):
    """rho parts normalisation per channel, 1 - rho parts over all channels; unbiased variances."""
    channels, height, width = (int(size) for size in x.shape[1:])
    pixels = height * width
    # Planes first, then channels: a runtime that sums in one pass loses no digits this way.
    means = x.mean(dim=(2, 3), keepdim=True)
    mean = means.mean(dim=1, keepdim=True)
    by_channel, by_layer = x - means, x - mean
    spread = by_channel.pow(2).mean(dim=(2, 3), keepdim=True) * (pixels / (pixels - 1))
    total = channels * pixels
    squares = by_layer.pow(2).mean(dim=(2, 3), keepdim=True).mean(dim=1, keepdim=True)
    by_channel = by_channel / torch.sqrt(spread + eps)
    by_layer = by_layer / torch.sqrt(squares * (total / (total - 1)) + eps)
    return rho * by_channel + (1 - rho) * by_layer


class AdaptiveNorm(nn.Module):
    """AdaLIN: scale and shift come from the attended features."""

    def __init__(self, dim, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.rho = nn.Parameter(torch.full((1, dim, 1, 1), 0.9))

    def forward(self, x, gamma, beta):
        normed = layer_instance_norm(x, self.rho, self.eps)
        return normed * gamma[:, :, None, None] + beta[:, :, None, None]


class LayerInstanceNorm(nn.Module):
    """LIN with learnt scale and shift."""

    def __init__(self, dim, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.rho = nn.Parameter(torch.zeros(1, dim, 1, 1))
        self.gamma = nn.Parameter(torch.ones(1, dim, 1, 1))
        self.beta = nn.Parameter(torch.zeros(1, dim, 1, 1))

    def forward(self, x):
        return layer_instance_norm(x, self.rho, self.eps) * self.gamma + self.beta


class ResnetBlock(nn.Module):
    """Two convolutions with instance normalisation in `conv_block`, added to the input."""

    def __init__(self, dim):
        super().__init__()
        first, last = _conv(dim, dim, 3), _conv(dim, dim, 3)
        self.conv_block = nn.Sequential(*first, *last[:-1])

    def forward(self, x):
        return x + self.conv_block(x)


class ResnetAdaptiveBlock(nn.Module):
    """Two convolutions with adaptive normalisation, added to the input."""

    def __init__(self, dim):
        super().__init__()
        self.pad1 = nn.ReflectionPad2d(1)
        self.conv1 = nn.Conv2d(dim, dim, 3, bias=False)
        self.norm1 = AdaptiveNorm(dim)
        self.relu1 = nn.ReLU(inplace=True)
        self.pad2 = nn.ReflectionPad2d(1)
        self.conv2 = nn.Conv2d(dim, dim, 3, bias=False)
        self.norm2 = AdaptiveNorm(dim)

    def forward(self, x, gamma, beta):
        y = self.relu1(self.norm1(self.conv1(self.pad1(x)), gamma, beta))
        return x + self.norm2(self.conv2(self.pad2(y)), gamma, beta)


class Generator(nn.Module):
    """Encoder, class activation map, adaptive bottleneck, decoder; only the picture is returned."""

    def __init__(self, ngf=64, n_blocks=4, img_size=256, light=True):
        super().__init__()
        self.n_blocks, self.light = n_blocks, light
        dim = ngf * 4
        self.DownBlock = nn.Sequential(
            *_conv(3, ngf, 7),
            *_conv(ngf, ngf * 2, 3, 2),
            *_conv(ngf * 2, dim, 3, 2),
            *(ResnetBlock(dim) for _ in range(n_blocks)),
        )
        self.gap_fc = nn.Linear(dim, 1, bias=False)
        self.gmp_fc = nn.Linear(dim, 1, bias=False)
        self.conv1x1 = nn.Conv2d(dim * 2, dim, 1)
        self.relu = nn.ReLU(inplace=True)
        self.FC = nn.Sequential(
            nn.Linear(dim if light else (img_size // 4) ** 2 * dim, dim, bias=False),
            nn.ReLU(inplace=True),
            nn.Linear(dim, dim, bias=False),
            nn.ReLU(inplace=True),
        )
        self.gamma = nn.Linear(dim, dim, bias=False)
        self.beta = nn.Linear(dim, dim, bias=False)
        for i in range(1, n_blocks + 1):
            setattr(self, f"UpBlock1_{i}", ResnetAdaptiveBlock(dim))
        up = []
        for n_in, n_out in ((dim, ngf * 2), (ngf * 2, ngf)):
            up += [
                nn.Upsample(scale_factor=2, mode="nearest"),
                nn.ReflectionPad2d(1),
                nn.Conv2d(n_in, n_out, 3, bias=False),
                LayerInstanceNorm(n_out),
                nn.ReLU(inplace=True),
            ]
        up += [nn.ReflectionPad2d(3), nn.Conv2d(ngf, 3, 7, bias=False), nn.Tanh()]
        self.UpBlock2 = nn.Sequential(*up)

    def forward(self, image):
        x = self.DownBlock(image)
        # The pools feed the classifier's logits only; its weights are what attends.
        average, maximum = (fc.weight[:, :, None, None] for fc in (self.gap_fc, self.gmp_fc))
        x = self.relu(self.conv1x1(layers.concat(x * average, x * maximum)))
        features = functional.adaptive_avg_pool2d(x, 1) if self.light else x
        style = self.FC(features.flatten(1))
        gamma, beta = self.gamma(style), self.beta(style)
        for i in range(1, self.n_blocks + 1):
            x = getattr(self, f"UpBlock1_{i}")(x, gamma, beta)
        return self.UpBlock2(x)


def _conv(n_in, n_out, kernel, stride=1):
    """Reflection padding, convolution, instance normalisation without parameters, ReLU."""
    return [
        nn.ReflectionPad2d(kernel // 2),
        nn.Conv2d(n_in, n_out, kernel, stride, bias=False),
        nn.InstanceNorm2d(n_out),
        nn.ReLU(inplace=True),
    ]


def build(state, options):
    found = {"n_blocks": layers.count(state, r"UpBlock1_(\d+)\.conv1\.weight") or 4}
    first, connected = state.get("DownBlock.1.weight"), state.get("FC.0.weight")
    if first is not None and connected is not None:
        dim = first.shape[0] * 4
        found.update(ngf=first.shape[0], light=connected.shape[1] == dim)
        if not found["light"]:
            found["img_size"] = round((connected.shape[1] / dim) ** 0.5) * 4
            if found["img_size"] != options.size:
                raise ValueError(
                    f"this full model was trained at {found['img_size']} px, which its fully"
                    f" connected layer fixes; give --size {found['img_size']}"
                )
    return Generator(**found)
