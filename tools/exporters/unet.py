"""pix2pix' U-Net generator, with the names of junyanz/pytorch-CycleGAN-and-pix2pix.

Trap: the official test code does not call eval() unless told `--eval`, so its BatchNorm takes the
statistics of the one photo in its batch and its dropout stays on. `--statistics photo` exports the
first (as instance normalisation with BatchNorm's scale and shift); `--statistics running`, the
default, is eval mode. Dropout is noise, and off in both.

The modules nest: `model` holds [down, the next smaller block, up], with the numbering that the
kind of block gives.
"""

from torch import nn

from . import layers
from .resnet import LICENCE, NORMS, ORIGIN

TITLE = "pix2pix"
SIZES = (256, 128)
CONDITION = None
__all__ = ["CONDITION", "Generator", "LICENCE", "ORIGIN", "SIZES", "TITLE", "build"]


class SkipBlock(nn.Module):
    """One step down, what lies below, one step up; joined to its input unless outermost."""

    def __init__(self, outer, inner, below=None, norm="batch", outermost=False):
        super().__init__()
        self.outermost = outermost
        bias = norm == "instance"
        norm = NORMS[norm]
        n_in = 3 if outermost else outer
        down = [nn.Conv2d(n_in, inner, 4, 2, 1, bias=bias)]
        up_in = inner if below is None else inner * 2
        up = [nn.ReLU(inplace=True), nn.ConvTranspose2d(up_in, outer, 4, 2, 1, bias=bias or outermost)]
        if outermost:
            up.append(nn.Tanh())
        else:
            down.insert(0, nn.LeakyReLU(0.2))
            if below is not None:
                down.append(norm(inner))
            up.append(norm(outer))
        self.model = nn.Sequential(*down, *([] if below is None else [below]), *up)

    def forward(self, x):
        y = self.model(x)
        return y if self.outermost else layers.concat(x, y)


class Generator(nn.Module):
    """`num_downs` halvings: 8 for 256 pixels, 7 for 128."""

    def __init__(self, ngf=64, num_downs=8, norm="batch"):
        super().__init__()
        widths = [ngf * min(2**i, 8) for i in range(num_downs)]
        block = None
        for outer, inner in zip(widths[-2::-1], widths[:0:-1]):
            block = SkipBlock(outer, inner, block, norm)
        self.model = SkipBlock(3, widths[0], block, norm, outermost=True)

    def forward(self, image):
        return self.model(image)


def build(state, options):
    found = {}
    if "model.model.0.weight" in state:
        found["ngf"] = state["model.model.0.weight"].shape[0]
    depth, prefix = 1, "model.model.1.model."
    while f"{prefix}1.weight" in state:  # the step down of each inner block
        depth, prefix = depth + 1, prefix + "3.model."
    found["num_downs"] = depth if depth > 1 else 8
    # The first inner block's norm after its step down has parameters with BatchNorm only.
    batch = not state or "model.model.1.model.2.weight" in state
    found["norm"] = "batch" if batch else "instance"
    if options.size % 2 ** found["num_downs"]:
        raise ValueError(
            f"this U-Net halves the picture {found['num_downs']} times;"
            f" give a --size that is a multiple of {2 ** found['num_downs']}"
        )
    return Generator(**found)

