"""STGAN (Liu et al. 2019), with the parameter names of bluestyle97/STGAN-pytorch.

Selective transfer units (a kind of convolutional GRU) choose what the skip connections pass on.
The condition is the difference of target and source labels.

Port and original (csmliu/STGAN, TensorFlow) differ: the port normalises the gates of its units,
feeds the condition to the first decoder layer only, and has two units by default; the original has
four, gates with biases instead of BatchNorm (`stu_norm` none), attributes injected into every
decoder layer, and slim's eps of 1e-3. All of it is read off the weights, but for eps.
`stu_norm in`, `stu_state` other than stu, `label target` and `multi_inputs` above 1 of the
original are not supported (the first and last show as mismatching keys or shapes, the others do
not show in the weights).
"""

import torch
from torch import nn

from . import conditions, editors, layers, tensorflow_weights

TITLE = "STGAN"
SIZES = (128, 256, 384)
CONDITION = "condition"
ORIGIN = "https://github.com/bluestyle97/STGAN-pytorch"
ORIGIN_TENSORFLOW = "https://github.com/csmliu/STGAN"
LICENCE = "see the origin"
crop = editors.crop


class SelectiveTransferUnit(nn.Module):
    """Lets the state below decide which features pass, and which of the old state are kept."""

    def __init__(self, state_dim, n_attrs, n_in, n_out, kernel, norm, bias, eps):
        super().__init__()
        self.takes_condition = n_attrs > 0
        self.upsample = nn.ConvTranspose2d(state_dim + n_attrs, n_out, 4, 2, 1, bias=bias)

        def gate(activation):
            conv = nn.Conv2d(n_in + n_out, n_out, kernel, 1, kernel // 2, bias=not norm)
            normed = [nn.BatchNorm2d(n_out, eps=eps)] if norm else []
            return nn.Sequential(conv, *normed, activation)

        self.reset_gate = gate(nn.Sigmoid())
        self.update_gate = gate(nn.Sigmoid())
        self.hidden = gate(nn.Tanh())

    def forward(self, features, state, condition):
        state = self.upsample(layers.join(state, condition) if self.takes_condition else state)
        both = layers.concat(features, state)
        update = self.update_gate(both)
        new_state = self.reset_gate(both) * state
        news = self.hidden(layers.concat(features, new_state))
        return (1 - update) * state + update * news, new_state


class Generator(nn.Module):
    """Encoder, selective transfer units on the skips, decoder."""

    def __init__(
        self,
        attr_dim=13,
        conv_dim=64,
        n_layers=5,
        shortcut_layers=2,
        inject_layers=0,
        stu_inject_layers=None,
        use_stu=True,
        stu_dim=None,
        stu_kernel=3,
        stu_norm=True,
        stu_bias=False,
        one_more_conv=3,
        last_bias=False,
        eps=1e-5,
    ):
        super().__init__()
        self.condition_size = attr_dim
        self.shortcut_layers = shortcut_layers = min(shortcut_layers, n_layers - 1)
        self.inject_layers = min(inject_layers, n_layers - 1)
        if stu_inject_layers is None:
            stu_inject_layers = shortcut_layers
        widths = editors.widths(conv_dim, n_layers)
        self.encoder = nn.ModuleList(
            nn.Sequential(
                nn.Conv2d(n_in, n_out, 4, 2, 1, bias=False),
                nn.BatchNorm2d(n_out, eps=eps),
                nn.LeakyReLU(0.2, inplace=True),
            )
            for n_in, n_out in zip([3] + widths, widths)
        )
        skips = list(widths)
        if use_stu:
            self.stu = nn.ModuleList()
            state_dim = widths[-1]
            for i in range(shortcut_layers):
                n_in = widths[-2 - i]
                n_out = stu_dim * 2 ** (n_layers - 2 - i) if stu_dim else n_in
                # Unit 0 is fed the latent and the condition; later ones as stu_inject_layers says.
                n_attrs = attr_dim if i == 0 or i <= stu_inject_layers else 0
                self.stu.append(
                    SelectiveTransferUnit(
                        state_dim, n_attrs, n_in, n_out, stu_kernel, stu_norm, stu_bias, eps
                    )
                )
                skips[-2 - i] = state_dim = n_out
        else:
            self.stu = None
        self.decoder = nn.ModuleList()
        n_in = widths[-1] + attr_dim
        for i, n_out in enumerate(widths[:0:-1]):
            self.decoder.append(
                nn.Sequential(
                    nn.ConvTranspose2d(n_in, n_out, 4, 2, 1, bias=False),
                    nn.BatchNorm2d(n_out, eps=eps),
                    nn.ReLU(inplace=True),
                )
            )
            n_in = n_out
            n_in += skips[-2 - i] if i < shortcut_layers else 0
            n_in += attr_dim if i < self.inject_layers else 0
        if one_more_conv:
            last = [
                nn.ConvTranspose2d(n_in, conv_dim // 4, 4, 2, 1, bias=False),
                nn.BatchNorm2d(conv_dim // 4, eps=eps),
                nn.ReLU(inplace=True),
                nn.ConvTranspose2d(
                    conv_dim // 4, 3, one_more_conv, 1, one_more_conv // 2, bias=last_bias
                ),
            ]
        else:
            last = [nn.ConvTranspose2d(n_in, 3, 4, 2, 1, bias=last_bias)]
        self.decoder.append(nn.Sequential(*last, nn.Tanh()))

    def forward(self, image, condition):
        z, features = image, []
        for layer in self.encoder:
            z = layer(z)
            features.append(z)
        state = z
        z = layers.join(z, condition)
        for i, layer in enumerate(self.decoder):
            z = layer(z)
            if i < self.shortcut_layers:
                skip = features[-2 - i]
                if self.stu is not None:
                    skip, state = self.stu[i](skip, state, condition)
                z = layers.concat(z, skip)
            if i < self.inject_layers:
                z = layers.join(z, condition)
        return z


def arguments(state):
    """Everything that tells port and original apart, as the checkpoint's keys and shapes tell it."""

    def shape(key):
        return editors.shape(state, key)

    def unit_width(i):
        upsample = shape(f"stu.{i - 1}.upsample.weight")
        return upsample and upsample[1]

    found = editors.outline(state, "encoder.{}.0.weight", "decoder.{}.0.weight", unit_width)
    if not found:
        return {}
    n_layers, attr_dim = found["n_layers"], found.pop("n_attrs")
    units = layers.count(state, r"stu\.(\d+)\.upsample\.weight")
    last = shape(f"decoder.{n_layers - 1}.3.weight")
    found.update(
        attr_dim=attr_dim,
        conv_dim=found.pop("dim"),
        use_stu=units > 0,
        one_more_conv=last[2] if last else 0,
        last_bias=f"decoder.{n_layers - 1}.{3 if last else 0}.bias" in state,
    )
    if units:
        injected = 0
        for i in range(1, units):
            wide = shape(f"stu.{i}.upsample.weight")[0] - unit_width(i)
            injected = i if wide == attr_dim else injected
        kernel = shape("stu.0.reset_gate.0.weight")
        found.update(
            stu_inject_layers=injected,
            stu_dim=unit_width(1) // 2 ** (n_layers - 2),
            stu_kernel=kernel[2] if kernel else 3,
            stu_norm="stu.0.reset_gate.1.weight" in state,
            stu_bias="stu.0.upsample.bias" in state,
        )
    return found


def from_tensorflow(variables):
    """The port's keys from slim's variables in the scopes Genc, Gstu and Gdec.

    Within Gstu the convolutions are numbered throughout: reset, update and information gate of
    the first unit are Conv, Conv_1 and Conv_2, the second unit's start at Conv_3.
    """
    convert = tensorflow_weights.Converter(variables)
    n_layers = convert.count("Genc", "Conv")
    for i in range(n_layers):
        convert.layer(("Genc", "Conv", i), f"encoder.{i}.0", f"encoder.{i}.1")
    for i in range(convert.count("Gstu", "Conv2d_transpose")):
        convert.layer(("Gstu", "Conv2d_transpose", i), f"stu.{i}.upsample")
        for j, gate in enumerate(("reset_gate", "update_gate", "hidden")):
            convert.layer(("Gstu", "Conv", 3 * i + j), f"stu.{i}.{gate}.0", f"stu.{i}.{gate}.1")
    for i in range(convert.count("Gdec", "Conv2d_transpose")):
        # A layer beyond the encoder's number is the one more convolution, in the last Sequential.
        block, at = (i, 0) if i < n_layers else (n_layers - 1, 3)
        convert.layer(
            ("Gdec", "Conv2d_transpose", i), f"decoder.{block}.{at}", f"decoder.{block}.{at + 1}"
        )
    return convert.state()


def build(state, options):
    found = arguments(state)
    if options.tensorflow:
        found.update(eps=1e-3)
    return Generator(**found)


def labels(generator, options):
    """Differences of target and source labels."""
    return conditions.labels(_names(generator, options), "difference", **_manner(options))


def domains(generator, options):
    """The same as numbers, for the source that is assumed."""
    return list(conditions.differences(_names(generator, options), **_manner(options)))


def _manner(options):
    """The port sets a hair colour and knows of no other conflicts, the original flips it."""
    if options.tensorflow:
        return {"hair": "flip", "exclusive": conditions.BUT_BEARDS}
    return {"hair": "set", "exclusive": (conditions.HAIR,)}


def _names(generator, options):
    by_size = {10: conditions.STGAN_PORT, 5: conditions.STGAN_FIVE}
    size = generator.condition_size
    return conditions.names(options, size, by_size.get(size, conditions.ATTGAN))
