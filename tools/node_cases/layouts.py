"""Operators that show the same elements under other dimensions, cut them up, join them or pad them."""

import numpy as np

from .build import ints, scalar


def add(cases):
    shapes(cases)
    blocks(cases)
    pieces(cases)
    padding(cases)


def shapes(cases):
    def x(operator, *shape):
        return cases.random(operator).uniform(*shape)

    cases.add("Reshape", x("Reshape", 2, 3, 4), ints(4, 6))
    cases.add("Reshape", x("Reshape", 2, 3, 4), ints(0, -1))
    cases.add("Reshape", x("Reshape", 0, 3), ints(3, 0), allowzero=1)
    for attributes in ({}, {"axis": 0}, {"axis": 2}, {"axis": -1}):
        cases.add("Flatten", x("Flatten", 2, 3, 4), **attributes)
    cases.add("Squeeze", x("Squeeze", 1, 3, 1))
    cases.add("Squeeze", x("Squeeze", 1, 3, 1), ints(-1))
    cases.add("Squeeze", x("Squeeze", 1, 3, 1), opset=11, axes=[0])
    cases.add("Unsqueeze", x("Unsqueeze", 2, 3), ints(0, -1))
    cases.add("Unsqueeze", x("Unsqueeze", 2, 3), opset=11, axes=[1])
    cases.add("Unsqueeze", x("Unsqueeze", 2, 3), opset=11, axes=[0, 2])
    for attributes in ({}, {"perm": [1, 2, 0]}, {"perm": [0, 2, 1]}):
        cases.add("Transpose", x("Transpose", 2, 3, 4), **attributes)
    cases.add("Expand", x("Expand", 3, 1), ints(2, 1, 4))
    cases.add("Tile", x("Tile", 2, 3), ints(2, 3))


def blocks(cases):
    for block, mode in ((2, None), (2, "CRD"), (3, "DCR")):
        attributes = {"blocksize": block} | ({} if mode is None else {"mode": mode})
        cases.add("DepthToSpace", cases.random("DepthToSpace").uniform(1, 2 * block * block, 2, 3), **attributes)
    for block in (2, 3):
        cases.add("SpaceToDepth", cases.random("SpaceToDepth").uniform(1, 2, 6, 6), blocksize=block)
    # The mode of SpaceToDepth is opset 27's, which ONNX's evaluator may not have: the inverse of
    # DepthToSpace's.
    x = cases.random("SpaceToDepth").uniform(1, 2, 4, 6)
    y = x.reshape(1, 2, 2, 2, 3, 2).transpose(0, 1, 3, 5, 2, 4).reshape(1, 8, 2, 3)
    cases.add("SpaceToDepth", x, blocksize=2, mode="CRD", expected=[y])


def pieces(cases):
    for axis in (0, 1, -1):
        r = cases.random("Concat")
        parts = [r.uniform(2, 3, 2) for _ in range(3)]
        cases.add("Concat", *parts, axis=axis)
    cases.add("Split", cases.random("Split").uniform(6, 4), outputs=3, num_outputs=3, opset=18)
    cases.add("Split", cases.random("Split").uniform(4, 7), outputs=3, num_outputs=3, axis=1, opset=18)
    cases.add("Split", cases.random("Split").uniform(4, 7), ints(2, 5), outputs=2, axis=-1)
    cases.add("Split", cases.random("Split").uniform(4, 7), outputs=2, axis=1, split=[3, 4], opset=11)
    cases.add("Split", cases.random("Split").uniform(4, 7), outputs=2, axis=0, split=[1, 3], opset=11)
    x = cases.random("Slice").uniform(5, 6, 4)
    cases.add("Slice", x, ints(1, 0), ints(4, 3))
    cases.add("Slice", x, ints(1, -3), ints(100, -1), ints(0, -1))
    cases.add("Slice", x, ints(-1, 0), ints(-100, 6), ints(0, 1), ints(-2, 3))
    # Before opset 10 as attributes.
    cases.add("Slice", x, opset=9, starts=[1, 0], ends=[3, 2], expected=[x[1:3, 0:2]])
    cases.add("Slice", x, opset=9, starts=[0, -2], ends=[4, 100], axes=[1, 2], expected=[x[:, 0:4, -2:]])


def padding(cases):
    def x():
        return cases.random("Pad").uniform(3, 4, low=-1, high=1)

    cases.add("Pad", x(), ints(1, 0, 2, 1))
    cases.add("Pad", x(), ints(1, 0, 2, 1), scalar(0.5, np.float32))
    cases.add("Pad", x(), ints(1, 2), None, ints(-1))
    for mode in ("constant", "reflect", "edge", "wrap"):
        cases.add("Pad", x(), ints(1, 2, 2, 1), mode=mode)
    # Negative pads cut.
    given = x()
    cases.add("Pad", given, ints(-1, 1, 0, -2), expected=[np.pad(given[1:, :2], ((0, 0), (1, 0)))])
    # Before opset 11 as attributes.
    given = x()
    for value in (0.0, 0.25):
        y = np.pad(given, ((1, 2), (0, 1)), constant_values=value)
        cases.add("Pad", given, opset=9, pads=[1, 0, 2, 1], value=value, expected=[y])
    y = np.pad(given, ((1, 1), (2, 0)), mode="reflect")
    cases.add("Pad", given, opset=9, pads=[1, 2, 1, 0], mode="reflect", expected=[y])
