"""AttGAN (He et al. 2019), with the parameter names of elvisyjlin/AttGAN-PyTorch.

The port and the TensorFlow original (LynnHo/AttGAN-Tensorflow) differ where it does not show in
the weights: the port's LeakyReLU has slope 0.01 and its BatchNorm eps 1e-5, the original's 0.2 and
1e-3. BatchNorm uses its running statistics in both. How many decoder layers see the skip
connection and the attributes is read off the shapes: the published weights have one skip and, by
their names, zero or one injection. The original's second version (2020), whose scopes are called
UNetGenc and UNetGdec, differs in its photos and in the size of its labels.
"""

from torch import nn

from . import conditions, editors, layers, tensorflow_weights

TITLE = "AttGAN"
SIZES = (128, 256, 384)
CONDITION = "condition"
ORIGIN = "https://github.com/elvisyjlin/AttGAN-PyTorch"
ORIGIN_TENSORFLOW = "https://github.com/LynnHo/AttGAN-Tensorflow"
LICENCE = "MIT (code); see the origin for the weights"
crop = editors.crop


class ConvBlock(nn.Module):
    """`layers`: 4x4 stride 2 convolution (or transposed), BatchNorm unless it is the last, activation."""

    def __init__(self, kind, n_in, n_out, activation, eps=None):
        super().__init__()
        stack = [kind(n_in, n_out, 4, 2, 1, bias=eps is None)]
        if eps is not None:
            stack.append(nn.BatchNorm2d(n_out, eps=eps))
        self.layers = nn.Sequential(*stack, activation)

    def forward(self, x):
        return self.layers(x)


class Generator(nn.Module):
    """Encoder, then a decoder that sees the attributes, and the encoder's features in its skips."""

    def __init__(
        self,
        dim=64,
        n_layers=5,
        n_attrs=13,
        shortcut_layers=1,
        inject_layers=0,
        slope=0.01,
        eps=1e-5,
    ):
        super().__init__()
        self.condition_size = n_attrs
        self.shortcut_layers = min(shortcut_layers, n_layers - 1)
        self.inject_layers = min(inject_layers, n_layers - 1)
        widths = editors.widths(dim, n_layers)
        self.enc_layers = nn.ModuleList(
            ConvBlock(nn.Conv2d, n_in, n_out, nn.LeakyReLU(slope), eps)
            for n_in, n_out in zip([3] + widths, widths)
        )
        self.dec_layers = nn.ModuleList()
        n_in = widths[-1] + n_attrs
        for i, n_out in enumerate(widths[:0:-1]):
            self.dec_layers.append(ConvBlock(nn.ConvTranspose2d, n_in, n_out, nn.ReLU(), eps))
            n_in = n_out
            n_in += widths[-2 - i] if i < self.shortcut_layers else 0
            n_in += n_attrs if i < self.inject_layers else 0
        self.dec_layers.append(ConvBlock(nn.ConvTranspose2d, n_in, 3, nn.Tanh()))

    def forward(self, image, condition):
        z, features = image, []
        for layer in self.enc_layers:
            z = layer(z)
            features.append(z)
        z = layers.join(z, condition)
        for i, layer in enumerate(self.dec_layers):
            z = layer(z)
            if i < self.shortcut_layers:
                z = layers.concat(z, features[-2 - i])
            if i < self.inject_layers:
                z = layers.join(z, condition)
        return z


def arguments(state):
    """Widths and depths, as the checkpoint's shapes tell them."""
    return editors.outline(state, "enc_layers.{}.layers.0.weight", "dec_layers.{}.layers.0.weight")


def from_tensorflow(variables):
    """The port's keys from slim's variables."""
    convert = tensorflow_weights.Converter(variables)
    for scope, kind, part in (("Genc", "Conv", "enc"), ("Gdec", "Conv2d_transpose", "dec")):
        for i in range(convert.count(scope, kind)):
            layer = f"{part}_layers.{i}.layers"
            convert.layer((scope, kind, i), f"{layer}.0", f"{layer}.1")
    return convert.state()


def build(state, options):
    found = arguments(state)
    if options.tensorflow:
        found.update(slope=0.2, eps=1e-3)
    return Generator(**found)


def labels(generator, options):
    """Labels as numbers, the edited one doubled, a hair colour flipped like anything else."""
    return conditions.labels(_names(generator, options), "label", hair="flip", **_manner(options))


def domains(generator, options):
    """The same as numbers, for the source that is assumed."""
    return list(conditions.scaled(_names(generator, options), **_manner(options)))


def _manner(options):
    """Labels of -0.5 and 0.5 at first, of -1 and 1 since the original's second version."""
    if options.tensorflow == 2:
        return {"low": -1, "high": 1, "strength": 2, "exclusive": conditions.BUT_BEARDS}
    return {"low": -0.5, "high": 0.5, "strength": 2}


def _names(generator, options):
    return conditions.names(options, generator.condition_size, conditions.ATTGAN)
