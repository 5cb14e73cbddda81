"""Matrix products, convolutions and pools."""

import numpy as np
import torch

from .build import ints

# ConvTranspose and LpPool, and pools with dilations and rounded-up windows, come from PyTorch: ONNX's
# evaluator lacks groups, dilations or automatic pads in some of them.


def add(cases):
    products(cases)
    convolutions(cases)
    transposed(cases)
    columns(cases)
    pools(cases)


def products(cases):
    for left, right in (((2, 3), (3, 4)), ((3,), (3, 4)), ((2, 3), (3,)), ((3,), (3,)), ((2, 1, 2, 3), (3, 3, 2))):
        r = cases.random("MatMul")
        cases.add("MatMul", r.uniform(*left), r.uniform(*right))
    forms = (
        ((2, 3), (3, 4), (4,), {}),
        ((2, 3), (3, 4), None, {"alpha": 0.5}),
        ((2, 3), (3, 4), (2, 1), {"beta": 0.25}),
        ((3, 2), (3, 4), (), {"transA": 1}),
        ((2, 3), (4, 3), (2, 4), {"transB": 1, "alpha": 0.5, "beta": 2.0}),
    )
    for a, b, c, attributes in forms:
        r = cases.random("Gemm")
        inputs = [r.uniform(*a), r.uniform(*b)] + ([] if c is None else [r.uniform(*c)])
        cases.add("Gemm", *inputs, **attributes)
    einsums = (
        ("ij,jk->ik", (2, 3), (3, 4)),
        ("bij,bkj->bik", (2, 3, 4), (2, 5, 4)),
        ("ij->ji", (2, 3)),
        ("ii->i", (3, 3)),
        ("ij->", (2, 3)),
        ("i,j", (2,), (3,)),
        ("...ij,...jk->...ik", (2, 3, 4), (2, 4, 2)),
    )
    for equation, *shapes in einsums:
        r = cases.random("Einsum")
        cases.add("Einsum", *(r.uniform(*s) for s in shapes), equation=equation)


def convolutions(cases):
    forms = (
        ((1, 2, 5, 6), (3, 2, 3, 3), {}),
        ((2, 2, 5, 6), (3, 2, 3, 2), {"pads": [1, 0, 2, 1]}),
        ((1, 2, 7, 6), (3, 2, 3, 3), {"strides": [2, 3], "pads": [1, 1, 1, 1]}),
        ((1, 2, 7, 7), (3, 2, 2, 3), {"dilations": [2, 2]}),
        ((1, 4, 5, 5), (6, 2, 3, 3), {"group": 2}),
        ((1, 3, 5, 5), (3, 1, 3, 3), {"group": 3, "pads": [1, 1, 1, 1]}),
        ((1, 2, 8), (3, 2, 3), {"strides": [2]}),
        ((1, 1, 3, 4, 4), (2, 1, 2, 2, 3), {"pads": [0, 1, 1, 1, 0, 1]}),
    )
    for x, w, attributes in forms:
        r = cases.random("Conv")
        cases.add("Conv", r.uniform(*x), r.uniform(*w), r.uniform(w[0]), **attributes)
    r = cases.random("Conv")
    cases.add("Conv", r.uniform(1, 2, 4, 4), r.uniform(2, 2, 2, 2))
    for auto in ("SAME_UPPER", "SAME_LOWER", "VALID"):
        r = cases.random("Conv")
        x, w = r.uniform(1, 2, 6, 5), r.uniform(3, 2, 3, 2)
        # By the specification's text: as many windows as ceil(length / stride), the odd pad at the end
        # (or the start).
        pads = {"SAME_UPPER": (1, 0, 0, 1), "SAME_LOWER": (1, 1, 0, 0), "VALID": (0, 0, 0, 0)}[auto]
        if auto.startswith("SAME"):
            pads = same(auto, (6, 5), (3, 2), (2, 1))
        t = torch.nn.functional.pad(wide(x), (pads[1], pads[3], pads[0], pads[2]))
        y = torch.nn.functional.conv2d(t, wide(w), stride=(2, 1))
        cases.add("Conv", x, w, auto_pad=auto, strides=[2, 1], expected=[y.numpy()])


def same(auto, lengths, taps, strides):
    """Pads of auto_pad: all begins, then all ends."""
    begins, ends = [], []
    for length, tap, stride in zip(lengths, taps, strides):
        total = max(0, (-(-length // stride) - 1) * stride + tap - length)
        less, more = total // 2, total - total // 2
        begins.append(less if auto == "SAME_UPPER" else more)
        ends.append(more if auto == "SAME_UPPER" else less)
    return (*begins, *ends)


def wide(array):
    return torch.from_numpy(array.astype(np.float64))


def transposed(cases):
    forms = (
        ((1, 2, 3, 4), (2, 3, 3, 3), {}),
        ((1, 2, 3, 4), (2, 3, 4, 4), {"strides": [2, 2], "pads": [1, 1, 1, 1]}),
        ((1, 2, 3, 4), (2, 3, 3, 3), {"strides": [2, 2], "pads": [1, 1, 1, 1], "output_padding": [1, 1]}),
        ((2, 4, 3, 3), (4, 2, 2, 2), {"group": 2}),
        ((1, 2, 3, 3), (2, 1, 2, 3), {"dilations": [2, 2]}),
        ((1, 2, 5), (2, 3, 3), {"strides": [2]}),
    )
    functions = {1: torch.nn.functional.conv_transpose1d, 2: torch.nn.functional.conv_transpose2d}
    for x, w, attributes in forms:
        r = cases.random("ConvTranspose")
        x, w, b = r.uniform(*x), r.uniform(*w), r.uniform(w[1] * attributes.get("group", 1))
        rank = x.ndim - 2
        y = functions[rank](
            wide(x), wide(w), wide(b),
            stride=tuple(attributes.get("strides", [1] * rank)),
            padding=tuple(attributes.get("pads", [0] * rank * 2)[:rank]),
            output_padding=tuple(attributes.get("output_padding", [0] * rank)),
            groups=attributes.get("group", 1),
            dilation=tuple(attributes.get("dilations", [1] * rank)),
        )  # fmt: skip
        cases.add("ConvTranspose", x, w, b, expected=[y.numpy()], **attributes)
    # Automatic pads crop the full result: to length times stride, the odd one at the end for SAME_UPPER,
    # or to output_shape, for which the specification takes more from the start by default.
    for attributes, (top, left), (height, width) in (
        ({"auto_pad": "SAME_UPPER"}, (0, 0), (6, 8)),
        ({"auto_pad": "SAME_LOWER"}, (1, 1), (6, 8)),
        ({"auto_pad": "VALID"}, (0, 0), (7, 9)),
        ({"output_shape": [6, 8]}, (1, 1), (6, 8)),
        ({"output_shape": [5, 7]}, (1, 1), (5, 7)),
    ):
        r = cases.random("ConvTranspose")
        x, w = r.uniform(1, 2, 3, 4), r.uniform(2, 3, 3, 3)
        full = torch.nn.functional.conv_transpose2d(wide(x), wide(w), stride=2).numpy()
        y = full[:, :, top : top + height, left : left + width]
        cases.add("ConvTranspose", x, w, strides=[2, 2], expected=[y], **attributes)


def columns(cases):
    forms = (
        ((1, 12, 6), (3, 4), (2, 2), {}),
        ((1, 12, 4), (5, 5), (2, 2), {"dilations": [2, 3], "strides": [2, 1]}),
        ((1, 12, 16), (5, 5), (2, 2), {"pads": [1, 0, 0, 1], "strides": [1, 1], "dilations": [2, 2]}),
    )
    for shape, image, block, attributes in forms:
        strides = attributes.get("strides", [1, 1])
        dilations = attributes.get("dilations", [1, 1])
        pads = attributes.get("pads", [0, 0, 0, 0])
        counts = [
            (image[i] + pads[i] + pads[i + 2] - dilations[i] * (block[i] - 1) - 1) // strides[i] + 1
            for i in range(2)
        ]
        x = cases.random("Col2Im").uniform(shape[0], shape[1], counts[0] * counts[1])
        padded = (image[0] + pads[0] + pads[2], image[1] + pads[1] + pads[3])
        y = torch.nn.functional.fold(
            wide(x), padded, block, dilation=tuple(dilations), stride=tuple(strides)
        ).numpy()[:, :, pads[0] : pads[0] + image[0], pads[1] : pads[1] + image[1]]
        cases.add("Col2Im", x, ints(*image), ints(*block), expected=[y], **attributes)


def pools(cases):
    pooled(cases, "MaxPool", maximum)
    pooled(cases, "AveragePool", average)
    pooled(cases, "LpPool", root)
    x = cases.random("AveragePool").uniform(1, 2, 5, 5)
    for ceil in (0, 1):
        y = torch.nn.functional.avg_pool2d(wide(x), 3, 2, 1, bool(ceil), True)
        cases.add(
            "AveragePool", x, kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1],
            ceil_mode=ceil, count_include_pad=1, expected=[y.numpy()],
        )  # fmt: skip
    for order in (0, 1):
        x = cases.random("MaxPool").uniform(2, 2, 5, 4)
        y, at = torch.nn.functional.max_pool2d(wide(x), 2, 2, return_indices=True)
        plane = np.arange(4).reshape(2, 2, 1, 1) * 20
        at = at.numpy()
        flat = at if order == 0 else at % 4 * 5 + at // 4
        cases.add(
            "MaxPool", x, kernel_shape=[2, 2], strides=[2, 2], storage_order=order, outputs=2,
            expected=[y.numpy(), (flat + plane).astype(np.int64)],
        )  # fmt: skip
    for p in (1, 3):
        x = cases.random("LpPool").uniform(1, 2, 5, 5)
        cases.add("LpPool", x, kernel_shape=[2, 3], p=p, expected=[slid(x, (2, 3), root(p), {})])
    for operator in ("GlobalAveragePool", "GlobalMaxPool"):
        cases.add(operator, cases.random(operator).uniform(2, 3, 4, 5))
    for attributes in ({}, {"p": 3}):
        x = cases.random("GlobalLpPool").uniform(2, 3, 4, 5)
        p = attributes.get("p", 2)
        y = (np.abs(x.astype(np.float64)) ** p).sum((2, 3), keepdims=True) ** (1 / p)
        cases.add("GlobalLpPool", x, expected=[y], **attributes)


def maximum(_):
    return np.nanmax


def average(_):
    return np.nanmean


def root(p):
    exponent = 2 if p is None else p
    return lambda window, axis: np.nansum(np.abs(window) ** exponent, axis=axis) ** (1 / exponent)


def pooled(cases, operator, function):
    forms = (
        ((1, 2, 5, 6), [2, 3], {}),
        ((1, 2, 5, 6), [3, 2], {"strides": [2, 2]}),
        ((1, 2, 5, 6), [3, 2], {"pads": [1, 0, 1, 1]}),
        ((1, 2, 7, 6), [2, 2], {"dilations": [2, 3]}),
        ((1, 2, 6, 6), [3, 3], {"strides": [2, 2], "ceil_mode": 1}),
        ((1, 2, 5, 6), [2, 3], {"auto_pad": "SAME_UPPER"}),
        ((1, 2, 5, 6), [2, 3], {"auto_pad": "SAME_LOWER", "strides": [2, 2]}),
        ((1, 2, 5, 6), [2, 3], {"auto_pad": "VALID"}),
        ((1, 2, 9), [3], {"strides": [2]}),
    )
    for shape, kernel, attributes in forms:
        x = cases.random(operator).uniform(*shape)
        # Dilations and rounding up came to the average and the p-norm with opsets 19 and 18.
        y = slid(x, kernel, function(None), attributes)
        cases.add(operator, x, kernel_shape=kernel, expected=[y], **attributes)


def slid(x, kernel, function, attributes):
    """A function of each window, where pads are not-a-number, which the function leaves out."""
    spatial = x.shape[2:]
    rank = len(spatial)
    strides = attributes.get("strides", [1] * rank)
    dilations = attributes.get("dilations", [1] * rank)
    pads = attributes.get("pads", [0] * 2 * rank)
    auto = attributes.get("auto_pad", "NOTSET")
    if auto.startswith("SAME"):
        pads = same(auto, spatial, kernel, strides)
    ceil = attributes.get("ceil_mode", 0)
    extents = [d * (k - 1) + 1 for d, k in zip(dilations, kernel)]
    rooms = [spatial[i] + pads[i] + pads[i + rank] - extents[i] for i in range(rank)]
    counts = [(-(-r // s) if ceil else r // s) + 1 for r, s in zip(rooms, strides)]
    more = [(c - 1) * s + e for c, s, e in zip(counts, strides, extents)]
    wide_pads = [(pads[i], max(pads[i + rank], more[i] - spatial[i] - pads[i])) for i in range(rank)]
    padded = np.pad(x.astype(np.float64), [(0, 0), (0, 0), *wide_pads], constant_values=np.nan)
    y = np.empty((*x.shape[:2], *counts))
    for at in np.ndindex(*counts):
        cut = tuple(slice(a * s, a * s + e, d) for a, s, e, d in zip(at, strides, extents, dilations))
        window = padded[(slice(None), slice(None), *cut)].reshape(*x.shape[:2], -1)
        y[(slice(None), slice(None), *at)] = function(window, axis=2)
    return y
