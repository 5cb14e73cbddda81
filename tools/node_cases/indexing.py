"""Operators that pick or place elements by index, and those that depend on a shape only."""

import numpy as np

from .build import FLOAT, INT64, ints, scalar, tensor


def add(cases):
    gathers(cases)
    scatters(cases)
    selections(cases)
    sources(cases)


def gathers(cases):
    for axis in (None, 1, -1):
        attributes = {} if axis is None else {"axis": axis}
        r = cases.random("Gather")
        cases.add("Gather", r.uniform(4, 5, 3), r.whole(2, 2, low=-3, high=3), **attributes)
        r = cases.random("GatherElements")
        shape = (2, 4) if axis is None else (3, 2)
        x, indices = r.uniform(3, 4), r.whole(*shape, low=-3, high=3)
        # ONNX's evaluator refuses a negative axis.
        y = np.take_along_axis(x, indices, 0 if axis is None else axis)
        cases.add("GatherElements", x, indices, expected=[y], **attributes)
    r = cases.random("GatherND")
    cases.add("GatherND", r.uniform(3, 4, 2), np.array([[0, 1], [2, 3]]))
    cases.add("GatherND", r.uniform(2, 3, 4), np.array([[[1]], [[2]]]), batch_dims=1)


def scatters(cases):
    indices = np.array([[0, 2, 1], [2, 0, 3]])
    for axis in (None, 1):
        attributes = {} if axis is None else {"axis": axis}
        r = cases.random("Scatter")
        x, updates = r.uniform(4, 4), r.uniform(2, 3)
        y = x.copy()
        for i, j in np.ndindex(2, 3):
            y[(indices[i, j], j) if axis is None else (i, indices[i, j])] = updates[i, j]
        # ScatterElements by its name before opset 11.
        cases.add("Scatter", x, indices, updates, opset=9, expected=[y], **attributes)
    for attributes in ({}, {"axis": 1}, {"axis": -1}):
        r = cases.random("ScatterElements")
        cases.add("ScatterElements", r.uniform(4, 4), indices, r.uniform(2, 3), **attributes)
    twice = np.array([[0, 0, 1], [0, 3, 1]])
    for reduction in ("add", "mul", "max", "min"):
        r = cases.random("ScatterElements")
        cases.add("ScatterElements", r.uniform(4, 4), twice, r.uniform(2, 3), reduction=reduction, opset=18)
        r = cases.random("ScatterND")
        cases.add("ScatterND", r.uniform(4, 3), np.array([[1], [3], [1]]), r.uniform(3, 3), reduction=reduction, opset=18)
    r = cases.random("ScatterND")
    cases.add("ScatterND", r.uniform(4, 3), np.array([[0, 1], [3, 2]]), r.uniform(2))


def selections(cases):
    x = cases.random("Compress").uniform(3, 4)
    cases.add("Compress", x, np.array([False, True, False, True, True]))
    cases.add("Compress", x, np.array([False, True, True]), axis=0)
    cases.add("Compress", x, np.array([True, False, True]), axis=1)
    cases.add("NonZero", cases.random("NonZero").whole(3, 4, low=0, high=2).astype(np.float32))
    for attributes in ({}, {"axis": 0}, {"axis": 1}):
        indices = np.array([[0, 2, -1], [3, 1, 0]])
        cases.add("OneHot", indices, scalar(4), np.array([-1, 3], np.float32), **attributes)
    x = cases.random("ReverseSequence").uniform(4, 3, 2)
    cases.add("ReverseSequence", x, ints(4, 1, 3))
    cases.add("ReverseSequence", x, ints(3, 1, 2, 2), batch_axis=0, time_axis=1)
    for diagonal in (None, 1, -1):
        for upper in (0, 1):
            more = [] if diagonal is None else [scalar(diagonal)]
            cases.add("Trilu", cases.random("Trilu").uniform(2, 4, 5), *more, upper=upper)


def sources(cases):
    cases.add("Constant", value=tensor(np.array([[1.5, -2], [0, 3]], np.float32)))
    cases.add("Constant", value=tensor(ints(4, 5)))
    cases.add("Constant", value_float=1.25)
    cases.add("Constant", value_floats=[1.5, -0.5])
    cases.add("Constant", value_int=7)
    cases.add("Constant", value_ints=[3, -1])
    cases.add("ConstantOfShape", ints(2, 3))
    cases.add("ConstantOfShape", ints(2, 3), value=tensor(np.array([1.5], np.float32)))
    cases.add("ConstantOfShape", ints(4), value=tensor(ints(7)))
    x = cases.random("Shape").uniform(2, 3, 4)
    for attributes in ({}, {"start": 1}, {"end": -1}, {"start": -2, "end": 3}):
        cases.add("Shape", x, **attributes)
    cases.add("Size", x)
    cases.add("Range", scalar(1), scalar(10), scalar(3))
    cases.add("Range", scalar(2, np.float32), scalar(-1, np.float32), scalar(-0.5, np.float32))
    for attributes in ({}, {"k": 1}, {"k": -1, "dtype": INT64}):
        cases.add("EyeLike", cases.random("EyeLike").uniform(3, 4), **attributes)
    cases.add("EyeLike", cases.random("EyeLike").whole(3, 3), dtype=FLOAT)
