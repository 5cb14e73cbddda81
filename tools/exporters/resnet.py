"""CycleGAN's ResNet generator, with the names of junyanz/pytorch-CycleGAN-and-pix2pix.

`*_net_G*.pth` is a bare state_dict whose keys start with `model.`. CycleGAN normalises by the
instance without parameters; files from before PyTorch 0.4 hold running statistics that the
official loader drops, and so does this one. A ResNet with BatchNorm is recognised by its keys, and
so is dropout, which shifts the numbering in the blocks; dropout is off in the export. The
blur-pool variants of the CUT repository are other networks.
"""

from torch import nn

from . import layers

TITLE = "CycleGAN"
SIZES = (256,)
CONDITION = None
ORIGIN = "https://github.com/junyanz/pytorch-CycleGAN-and-pix2pix"
LICENCE = "BSD-2-Clause (code); see the origin for the weights"


class ResnetBlock(nn.Module):
    """Two 3x3 convolutions in `conv_block`, added to the input."""

    def __init__(self, dim, norm, dropout, bias):
        super().__init__()
        self.conv_block = nn.Sequential(
            nn.ReflectionPad2d(1),
            nn.Conv2d(dim, dim, 3, bias=bias),
            norm(dim),
            nn.ReLU(inplace=True),
            *([nn.Dropout(0.5)] if dropout else []),
            nn.ReflectionPad2d(1),
            nn.Conv2d(dim, dim, 3, bias=bias),
            norm(dim),
        )

    def forward(self, x):
        return x + self.conv_block(x)


class Generator(nn.Module):
    """Two steps down, residual blocks, two steps up, all in one Sequential `model`."""

    def __init__(self, ngf=64, n_blocks=9, norm="instance", dropout=False):
        super().__init__()
        bias = norm == "instance"
        norm = NORMS[norm]
        stack = [nn.ReflectionPad2d(3), nn.Conv2d(3, ngf, 7, bias=bias)]
        stack += [norm(ngf), nn.ReLU(inplace=True)]
        for dim in (ngf, ngf * 2):
            stack += [nn.Conv2d(dim, dim * 2, 3, 2, 1, bias=bias)]
            stack += [norm(dim * 2), nn.ReLU(inplace=True)]
        stack += [ResnetBlock(ngf * 4, norm, dropout, bias) for _ in range(n_blocks)]
        for dim in (ngf * 2, ngf):
            stack += [nn.ConvTranspose2d(dim * 2, dim, 3, 2, 1, output_padding=1, bias=bias)]
            stack += [norm(dim), nn.ReLU(inplace=True)]
        stack += [nn.ReflectionPad2d(3), nn.Conv2d(ngf, 3, 7), nn.Tanh()]
        self.model = nn.Sequential(*stack)

    def forward(self, image):
        return self.model(image)


NORMS = {"instance": nn.InstanceNorm2d, "batch": nn.BatchNorm2d}


def build(state, options):
    found = {"n_blocks": layers.count(state, r"model\.(\d+)\.conv_block\.1\.weight") or 9}
    if "model.1.weight" in state:
        found["ngf"] = state["model.1.weight"].shape[0]
    # Instance normalisation has no parameters, and so its convolutions have biases.
    found["norm"] = "batch" if "model.2.weight" in state else "instance"
    second = state.get("model.10.conv_block.6.weight")
    found["dropout"] = second is not None and second.dim() == 4
    return Generator(**found)
