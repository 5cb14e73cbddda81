"""Normalisations by mean and variance, by root mean square, by norm, and across channels."""

import numpy as np

BATCH = ("scale", "bias", "mean", "variance")


def add(cases):
    batch(cases)
    grouped(cases)
    layers(cases)
    others(cases)


def batch(cases):
    for attributes in ({}, {"epsilon": 0.1}):
        r = cases.random("BatchNormalization")
        cases.add("BatchNormalization", r.uniform(2, 3, 4), *statistics(r), **attributes)
    for attributes in ({}, {"momentum": 0.6}, {"epsilon": 0.1}):
        r = cases.random("BatchNormalization")
        cases.add(
            "BatchNormalization", r.uniform(2, 3, 4), *statistics(r), outputs=3, training_mode=1, **attributes
        )


def statistics(r):
    return r.uniform(3), r.uniform(3), r.uniform(3), r.uniform(3, low=0.5, high=2)


def grouped(cases):
    for attributes in ({}, {"epsilon": 0.1}):
        r = cases.random("InstanceNormalization")
        cases.add("InstanceNormalization", r.uniform(2, 3, 4, 5), r.uniform(3), r.uniform(3), **attributes)
    for groups, attributes in ((2, {}), (3, {"epsilon": 0.1})):
        r = cases.random("GroupNormalization")
        x, scale, bias = r.uniform(2, 6, 4), r.uniform(6), r.uniform(6)
        y = in_groups(x, groups, attributes.get("epsilon", 1e-5))
        y = y * scale.astype(np.float64)[:, None] + bias.astype(np.float64)[:, None]
        cases.add("GroupNormalization", x, scale, bias, num_groups=groups, expected=[y], **attributes)
    # Opset 18 has scale and bias per group.
    r = cases.random("GroupNormalization")
    x, scale, bias = r.uniform(2, 6, 4), r.uniform(2), r.uniform(2)
    y = in_groups(x, 2, 1e-5)
    y = y * np.repeat(scale.astype(np.float64), 3)[:, None] + np.repeat(bias.astype(np.float64), 3)[:, None]
    cases.add("GroupNormalization", x, scale, bias, num_groups=2, opset=18, expected=[y])


def in_groups(x, groups, epsilon):
    """Mean 0 and variance 1 in each group of channels; written out, as ONNX's evaluator lacks opset 21's."""
    lines = x.astype(np.float64).reshape(x.shape[0], groups, -1)
    centred = lines - lines.mean(2, keepdims=True)
    epsilon = np.float64(np.float32(epsilon))
    return (centred / np.sqrt(lines.var(2, keepdims=True) + epsilon)).reshape(x.shape)


def layers(cases):
    for axis, epsilon in ((None, None), (1, None), (-2, 0.1)):
        attributes = {} if axis is None else {"axis": axis}
        attributes |= {} if epsilon is None else {"epsilon": epsilon}
        shape = (4,) if axis is None else (3, 4)
        r = cases.random("LayerNormalization")
        cases.add(
            "LayerNormalization", r.uniform(2, 3, 4), r.uniform(*shape), r.uniform(*shape), outputs=3, **attributes
        )
        # ONNX's evaluator runs opset 23's function body in float32, so it is written out.
        r = cases.random("RMSNormalization")
        x, scale = r.uniform(2, 3, 4), r.uniform(*shape)
        wide = x.astype(np.float64)
        axes = (2,) if axis is None else (1, 2)
        square = (wide**2).mean(axes, keepdims=True) + np.float64(np.float32(epsilon or 1e-5))
        y = wide / np.sqrt(square) * scale
        cases.add("RMSNormalization", x, scale, opset=23, expected=[y], **attributes)
    r = cases.random("LayerNormalization")
    cases.add("LayerNormalization", r.uniform(2, 3, 4), r.uniform(4))


def others(cases):
    for attributes in ({}, {"axes": [2, 3]}):
        x = cases.random("MeanVarianceNormalization").uniform(2, 3, 4, 2)
        wide = x.astype(np.float64)
        axes = tuple(attributes.get("axes", (0, 2, 3)))
        y = (wide - wide.mean(axes, keepdims=True)) / (wide.std(axes, keepdims=True) + 1e-9)
        cases.add("MeanVarianceNormalization", x, expected=[y], **attributes)
    # ONNX's evaluator forgets the magnitudes for an odd p.
    for attributes in ({}, {"p": 1}, {"axis": 1}):
        x = cases.random("LpNormalization").uniform(2, 3, 4)
        p, axis = attributes.get("p", 2), attributes.get("axis", -1)
        wide = x.astype(np.float64)
        y = wide / (np.abs(wide) ** p).sum(axis, keepdims=True) ** (1 / p)
        cases.add("LpNormalization", x, expected=[y], **attributes)
    for attributes in ({}, {"alpha": 0.3}, {"beta": 0.5, "alpha": 0.3}, {"bias": 2.0}, {"size": 4, "alpha": 0.3}):
        x = cases.random("LRN").uniform(1, 5, 3, 3)
        full = {"size": 3} | attributes
        cases.add("LRN", x, expected=[across_channels(x, **full)], **full)


def across_channels(x, size, alpha=1e-4, beta=0.75, bias=1.0):
    """The specification's formula; ONNX's evaluator knows images of rank four and odd sizes only."""
    wide = x.astype(np.float64)
    alpha, beta, bias = (np.float64(np.float32(v)) for v in (alpha, beta, bias))
    y = np.empty_like(wide)
    channels = x.shape[1]
    for c in range(channels):
        first = max(0, c - (size - 1) // 2)
        last = min(channels - 1, c + size // 2)
        squares = (wide[:, first : last + 1] ** 2).sum(1)
        y[:, c] = wide[:, c] / (bias + alpha / size * squares) ** beta
    return y
