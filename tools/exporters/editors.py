"""What the attribute editors AttGAN and STGAN have in common.

An encoder halves the photo n times; a decoder that sees the condition doubles it n times, with the
encoder's features in its first `shortcut_layers` and the condition again in its first
`inject_layers`. Weights of the TensorFlow originals come in slim's scopes Genc and Gdec.
"""

import re

from . import layers

MAX_DIM = 1024


def widths(dim, n_layers):
    """Channels after each layer of the encoder."""
    return [min(dim * 2**i, MAX_DIM) for i in range(n_layers)]


def shape(state, key):
    """Of a weight; None where there is none."""
    return tuple(state[key].shape) if key in state else None


def outline(state, encoder, decoder, skip=lambda i: None):
    """Widths and depths, as the weights' shapes tell them; empty if they are another network's.

    `encoder` and `decoder` are the keys of a layer's weight, with {} for its number; `skip(i)` is
    the number of channels that decoder layer i takes over, where that is not the encoder's.
    """
    n_layers = layers.count(state, re.escape(encoder).replace(r"\{\}", r"(\d+)"))
    down = [shape(state, encoder.format(i)) for i in range(n_layers)]
    up = [shape(state, decoder.format(i)) for i in range(n_layers)]
    if not n_layers or None in (*down, *up):
        return {}
    n_attrs = up[0][0] - down[-1][0]
    shortcut_layers = inject_layers = 0
    for i in range(1, n_layers):
        extra = up[i][0] - up[i - 1][1]
        width = skip(i) or down[-1 - i][0]
        if extra in (width, width + n_attrs):
            shortcut_layers, extra = i, extra - width
        if extra == n_attrs:
            inject_layers = i
    return {
        "dim": down[0][0],
        "n_layers": n_layers,
        "n_attrs": n_attrs,
        "shortcut_layers": shortcut_layers,
        "inject_layers": inject_layers,
    }


def crop(options):
    """What the official loaders show of CelebA's aligned photos: size, of, and left and top.

    The ports cut the middle out. The originals cut at column 3 and row 26 (for 64 pixels 15 and
    40), which the square in the middle, from row 20 on, has 20 rows higher. AttGAN's second version
    aligns CelebA's unaligned photos itself, and cuts 128 of 143 out of the middle.
    """
    if options.tensorflow == 2:
        return 128, 143
    if options.tensorflow:
        return (148, 178, 15, 20) if options.size == 64 else (170, 178, 3, 6)
    return 170, 178
