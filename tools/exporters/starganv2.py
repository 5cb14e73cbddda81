"""StarGAN v2 (Choi et al. 2020), with the parameter names of clovaai/stargan-v2.

The condition is a style code of 64 numbers. Domains are made with the checkpoint's own mapping
network, which turns a seeded latent code into one style per domain; a style encoder's output can
be given with --domain instead. The EMA networks are the ones to use, `*_nets_ema.ckpt`.

The face model (w_hpf 1) adds high-pass filtered features where a face alignment network (a third
model) finds eyes and mouth. That network is not part of the export: the generator is then exported
without these shortcuts, as the official code runs it without masks. w_hpf does not show in the
weights alone: its blocks have no learnt shortcut, and the face model has one level more.
"""

import math

import torch
from torch import nn
from torch.nn import functional

from . import layers

TITLE = "StarGAN v2"
NETWORK = "generator"  # beside mapping_network and style_encoder
SIZES = (256,)
CONDITION = "style"
ORIGIN = "https://github.com/clovaai/stargan-v2"
LICENCE = "CC BY-NC 4.0"
DOMAINS = {2: ("female", "male"), 3: ("cat", "dog", "wild")}


class ResBlock(nn.Module):
    """Encoder block: instance normalisation, two convolutions, average pooling in between."""

    def __init__(self, n_in, n_out, downsample=False):
        super().__init__()
        self.downsample = downsample
        self.actv = nn.LeakyReLU(0.2)
        self.conv1 = nn.Conv2d(n_in, n_in, 3, 1, 1)
        self.conv2 = nn.Conv2d(n_in, n_out, 3, 1, 1)
        self.norm1 = nn.InstanceNorm2d(n_in, affine=True)
        self.norm2 = nn.InstanceNorm2d(n_in, affine=True)
        self.conv1x1 = nn.Conv2d(n_in, n_out, 1, bias=False) if n_in != n_out else None

    def forward(self, x):
        y = self.conv1(self.actv(self.norm1(x)))
        short = x if self.conv1x1 is None else self.conv1x1(x)
        if self.downsample:
            y, short = functional.avg_pool2d(y, 2), functional.avg_pool2d(short, 2)
        return (short + self.conv2(self.actv(self.norm2(y)))) / math.sqrt(2)


class AdaIN(nn.Module):
    """Instance normalisation whose scale and shift `fc` makes from the style."""

    def __init__(self, style_dim, dim):
        super().__init__()
        self.norm = nn.InstanceNorm2d(dim)
        self.fc = nn.Linear(style_dim, dim * 2)

    def forward(self, x, style):
        gamma, beta = self.fc(style)[:, :, None, None].chunk(2, dim=1)
        return (1 + gamma) * self.norm(x) + beta


class AdainResBlock(nn.Module):
    """Decoder block; with the high-pass filter (`w_hpf`) it has no shortcut of its own."""

    def __init__(self, n_in, n_out, style_dim, w_hpf, upsample=False):
        super().__init__()
        self.w_hpf, self.upsample = w_hpf, upsample
        self.actv = nn.LeakyReLU(0.2)
        self.conv1 = nn.Conv2d(n_in, n_out, 3, 1, 1)
        self.conv2 = nn.Conv2d(n_out, n_out, 3, 1, 1)
        self.norm1 = AdaIN(style_dim, n_in)
        self.norm2 = AdaIN(style_dim, n_out)
        # The official code makes this layer also where w_hpf leaves it unused.
        self.conv1x1 = nn.Conv2d(n_in, n_out, 1, bias=False) if n_in != n_out else None

    def forward(self, x, style):
        y = self._up(self.actv(self.norm1(x, style)))
        y = self.conv2(self.actv(self.norm2(self.conv1(y), style)))
        if self.w_hpf:
            return y
        short = self._up(x)
        short = short if self.conv1x1 is None else self.conv1x1(short)
        return (y + short) / math.sqrt(2)

    def _up(self, x):
        return functional.interpolate(x, scale_factor=2, mode="nearest") if self.upsample else x


class Generator(nn.Module):
    """Encoder without, decoder with the style."""

    def __init__(self, dim=64, levels=4, style_dim=64, max_dim=512, w_hpf=0):
        super().__init__()
        self.condition_size = style_dim
        self.from_rgb = nn.Conv2d(3, dim, 3, 1, 1)
        self.to_rgb = nn.Sequential(
            nn.InstanceNorm2d(dim, affine=True), nn.LeakyReLU(0.2), nn.Conv2d(dim, 3, 1)
        )
        widths = [min(dim * 2**i, max_dim) for i in range(levels + 1)]
        steps = list(zip(widths, widths[1:]))
        encode = [ResBlock(n_in, n_out, downsample=True) for n_in, n_out in steps]
        decode = [
            AdainResBlock(n_out, n_in, style_dim, w_hpf, upsample=True) for n_in, n_out in steps
        ]
        for _ in range(2):
            encode.append(ResBlock(widths[-1], widths[-1]))
            decode.append(AdainResBlock(widths[-1], widths[-1], style_dim, w_hpf))
        self.encode = nn.ModuleList(encode)
        self.decode = nn.ModuleList(decode[::-1])

    def forward(self, image, style):
        x = self.from_rgb(image)
        for block in self.encode:
            x = block(x)
        for block in self.decode:
            x = block(x, style)
        return self.to_rgb(x)


class MappingNetwork(nn.Module):
    """Latent code to one style per domain."""

    def __init__(self, latent_dim=16, hidden=512, style_dim=64, num_domains=2):
        super().__init__()

        def stack(*dims):
            return [
                part for pair in zip(dims, dims[1:]) for part in (nn.Linear(*pair), nn.ReLU())
            ]

        self.shared = nn.Sequential(*stack(latent_dim, *[hidden] * 4))
        self.unshared = nn.ModuleList(
            nn.Sequential(*stack(*[hidden] * 4), nn.Linear(hidden, style_dim))
            for _ in range(num_domains)
        )

    def forward(self, latent):
        shared = self.shared(latent)
        return [branch(shared) for branch in self.unshared]


def build(state, options):
    found = {"levels": layers.count(state, r"encode\.(\d+)\.conv1\.weight") - 2}
    if found["levels"] < 1:
        found = {}
    if "from_rgb.weight" in state:
        found["dim"] = state["from_rgb.weight"].shape[0]
    if "decode.0.norm1.fc.weight" in state:
        found["style_dim"] = state["decode.0.norm1.fc.weight"].shape[1]
        found["max_dim"] = state["decode.0.conv1.weight"].shape[0]
    if found.get("dim"):
        # The official code has log2(size) - 4 levels, one more with the high-pass filter; the
        # size it was trained at follows from dim = 2^14 / size.
        usual = round(math.log2(2**14 / found["dim"])) - 4
        found["w_hpf"] = int(found.get("levels", usual) > usual)
    return Generator(**found)


def domains(generator, options):
    """One style per domain of the checkpoint's mapping network, from the latent code of seed 0."""
    state = (options.checkpoint_content or {}).get("mapping_network")
    if state is None:
        raise ValueError(
            "the checkpoint holds no mapping_network to make styles with; give styles with"
            " --domain NAME=V1,V2,... (a style encoder's output)"
        )
    first, last = state["shared.0.weight"], state["unshared.0.6.weight"]
    count = layers.count(state, r"unshared\.(\d+)\.0\.weight")
    mapping = MappingNetwork(first.shape[1], first.shape[0], last.shape[0], count).eval()
    from .checkpoints import load_strictly

    load_strictly(mapping, state)
    latent = torch.randn(1, first.shape[1], generator=torch.Generator().manual_seed(options.seed))
    with torch.no_grad():
        styles = mapping(latent)
    names = DOMAINS.get(count, [f"domain {i}" for i in range(count)])
    return [(name, [round(float(v), 6) for v in style[0]]) for name, style in zip(names, styles)]
