"""Resize, its predecessor Upsample, and GridSample."""

import numpy as np
import torch

from .build import ints

COORDINATES = ("half_pixel", "half_pixel_symmetric", "pytorch_half_pixel", "align_corners", "asymmetric")
NEAREST = ("round_prefer_floor", "round_prefer_ceil", "floor", "ceil")


def scales(*values):
    return np.array(values, dtype=np.float32)


def add(cases):
    resizes(cases)
    old_resizes(cases)
    grids(cases)


def resizes(cases):
    def x(*shape):
        return cases.random("Resize").uniform(*shape)

    cases.add("Resize", x(1, 2, 3, 4), None, scales(1, 1, 2, 2))
    for mode in NEAREST:
        cases.add("Resize", x(1, 1, 5, 4), None, None, ints(1, 1, 3, 7), nearest_mode=mode)
    for mode in ("linear", "cubic"):
        for coordinates in COORDINATES:
            # Lengths that are the exact products, where all readings of the specification agree.
            cases.add(
                "Resize", x(1, 1, 4, 6), None, scales(1, 1, 1.5, 0.5),
                mode=mode, coordinate_transformation_mode=coordinates,
            )  # fmt: skip
            cases.add(
                "Resize", x(1, 1, 4, 6), None, None, ints(1, 1, 3, 9),
                mode=mode, coordinate_transformation_mode=coordinates,
            )  # fmt: skip
    cases.add("Resize", x(1, 1, 4, 6), None, scales(1, 1, 1.5, 0.5), mode="cubic", cubic_coeff_a=-0.5)
    cases.add("Resize", x(1, 1, 4, 6), None, scales(1, 1, 1.5, 0.5), mode="cubic", exclude_outside=1)
    for mode in ("linear", "cubic"):
        cases.add("Resize", x(1, 1, 8, 6), None, scales(1, 1, 0.5, 0.5), mode=mode, antialias=1)
    for outside in (0.0, 1.5):
        cases.add(
            "Resize", x(1, 1, 4, 6), scales(0, 0, 0.4, 0.6, 1, 1, 1.2, 1.7), None, ints(1, 1, 3, 3),
            mode="linear", coordinate_transformation_mode="tf_crop_and_resize", extrapolation_value=outside,
        )  # fmt: skip
    for axes in ([2, 3], [3, 2]):
        cases.add("Resize", x(1, 1, 4, 6), None, None, ints(8, 3), mode="linear", axes=axes)
    for policy in ("stretch", "not_larger", "not_smaller"):
        cases.add(
            "Resize", x(1, 1, 4, 6), None, None, ints(7, 8),
            mode="linear", axes=[2, 3], keep_aspect_ratio_policy=policy,
        )  # fmt: skip


def old_resizes(cases):
    # Opset 10, and Upsample before it: asymmetric; written out, as ONNX's evaluator starts with opset 11.
    for operator, opset in (("Upsample", 7), ("Upsample", 9), ("Resize", 10)):
        for mode in ("nearest", "linear"):
            x = cases.random(operator).uniform(1, 2, 3, 4)
            y = grown(x, mode)
            factors = scales(1, 1, 2, 3)
            if opset == 7:
                cases.add(operator, x, opset=opset, mode=mode, scales=[1.0, 1.0, 2.0, 3.0], expected=[y])
            else:
                cases.add(operator, x, factors, opset=opset, mode=mode, expected=[y])
    x = cases.random("Upsample").uniform(1, 1, 2, 2)
    cases.add("Upsample", x, opset=7, scales=[1.0, 1.0, 1.0, 2.0], expected=[x.repeat(2, 3)])


def grown(x, mode):
    """Twice as high and three times as wide."""
    if mode == "nearest":
        return x.repeat(2, 2).repeat(3, 3)
    return along(along(x.astype(np.float64), 2, 2), 3, 3)


def along(x, axis, factor):
    """Linear between the elements along one axis; the last one continues."""
    length = x.shape[axis]
    places = np.arange(length * factor) / factor
    low = np.floor(places).astype(int)
    high = np.minimum(low + 1, length - 1)
    shape = [1] * x.ndim
    shape[axis] = -1
    share = (places - low).reshape(shape)
    return x.take(low, axis) * (1 - share) + x.take(high, axis) * share


def grids(cases):
    # From PyTorch, whose operator this is: ONNX's evaluator takes the border of cubic samples otherwise than
    # PyTorch and ONNX Runtime do, and does not know opset 16's names of the modes, which are PyTorch's.
    for mode, torch_mode in (("linear", "bilinear"), ("nearest", "nearest"), ("cubic", "bicubic")):
        for padding in ("zeros", "border", "reflection"):
            x, grid = images(cases)
            y = sampled(x, grid, torch_mode, padding, False)
            cases.add("GridSample", x, grid, opset=20, mode=mode, padding_mode=padding, expected=[y])
        x, grid = images(cases)
        y = sampled(x, grid, torch_mode, "zeros", False)
        cases.add("GridSample", x, grid, opset=16, mode=torch_mode, expected=[y])
    for corners in (0, 1):
        x, grid = images(cases)
        y = sampled(x, grid, "bilinear", "zeros", bool(corners))
        cases.add("GridSample", x, grid, align_corners=corners, expected=[y])


def sampled(x, grid, mode, padding, corners):
    image, places = (torch.from_numpy(a.astype(np.float64)) for a in (x, grid))
    return torch.nn.functional.grid_sample(image, places, mode, padding, corners).numpy()


def images(cases):
    """An image and a grid that leaves it here and there."""
    r = cases.random("GridSample")
    return r.uniform(1, 2, 4, 5), r.uniform(1, 3, 4, 2, low=-1.3, high=1.3)
