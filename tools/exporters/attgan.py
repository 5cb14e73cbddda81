"""AttGAN (He et al. 2019), with the parameter names of elvisyjlin/AttGAN-PyTorch.

The port and the TensorFlow original (LynnHo/AttGAN-Tensorflow) differ where it does not show in
the weights: the port's LeakyReLU has slope 0.01 and its BatchNorm eps 1e-5, the original's 0.2 and
1e-3. BatchNorm uses its running statistics in both. How many decoder layers see the skip
connection and the attributes is read off the shapes: the published weights have one skip and, by
their names, zero or one injection.
"""

from torch import nn

from . import conditions, layers, tensorflow_weights

TITLE = "AttGAN"
SIZES = (128, 256, 384)
CONDITION = "condition"
CROP = (170, 178)  # of CelebA's aligned photos, as the official loader does
ORIGIN = "https://github.com/elvisyjlin/AttGAN-PyTorch"
ORIGIN_TENSORFLOW = "https://github.com/LynnHo/AttGAN-Tensorflow"
LICENCE = "MIT (code); see the origin for the weights"
MAX_DIM = 1024


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
        widths = [min(dim * 2**i, MAX_DIM) for i in range(n_layers)]
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

    def shape(key):
        return tuple(state[key].shape) if key in state else None

    n_layers = layers.count(state, r"enc_layers\.(\d+)\.layers\.0\.weight")
    first = shape("enc_layers.0.layers.0.weight")
    latent = shape(f"enc_layers.{n_layers - 1}.layers.0.weight")
    decoder = [shape(f"dec_layers.{i}.layers.0.weight") for i in range(n_layers)]
    if not n_layers or None in (first, latent, *decoder):
        return {}
    n_attrs = decoder[0][0] - latent[0]
    shortcut_layers = inject_layers = 0
    for i in range(1, n_layers):
        extra = decoder[i][0] - decoder[i - 1][1]
        skip = shape(f"enc_layers.{n_layers - 1 - i}.layers.0.weight")[0]
        if extra in (skip, skip + n_attrs):
            shortcut_layers, extra = i, extra - skip
        if extra == n_attrs:
            inject_layers = i
    return {
        "dim": first[0],
        "n_layers": n_layers,
        "n_attrs": n_attrs,
        "shortcut_layers": shortcut_layers,
        "inject_layers": inject_layers,
    }


def from_tensorflow(variables):
    """The port's keys from slim's variables: scopes Genc and Gdec (UNetGenc, UNetGdec since 2020)."""
    convert = tensorflow_weights.Converter(variables)
    for i in range(convert.count("Genc", "Conv")):
        convert.layer(("Genc", "Conv", i), f"enc_layers.{i}.layers.0", f"enc_layers.{i}.layers.1")
    for i in range(convert.count("Gdec", "Conv2d_transpose")):
        convert.layer(
            ("Gdec", "Conv2d_transpose", i), f"dec_layers.{i}.layers.0", f"dec_layers.{i}.layers.1"
        )
    return convert.state()


def build(state, options):
    found = arguments(state)
    if options.tensorflow:
        found.update(slope=0.2, eps=1e-3)
    return Generator(**found)


def labels(generator, options):
    """Labels as -0.5 and 0.5, the edited one at twice that (test strength 1 of the official code)."""
    names = _names(generator, options)
    return conditions.labels(names, "label", low=-0.5, high=0.5, strength=2, hair="flip")


def domains(generator, options):
    """The same as numbers, for the source that is assumed."""
    return list(conditions.scaled(_names(generator, options)))


def _names(generator, options):
    names = options.attributes or conditions.ATTGAN
    conditions.check(names, generator.condition_size)
    return names
