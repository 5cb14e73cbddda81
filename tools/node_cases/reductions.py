"""Reductions, normalisations to a distribution, and operators that compare or accumulate."""

import numpy as np

from .build import ints, scalar

REDUCTIONS = (
    "ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd",
    "ReduceL1", "ReduceL2", "ReduceSumSquare", "ReduceLogSum", "ReduceLogSumExp",
)  # fmt: skip
SOFTMAXES = ("Softmax", "LogSoftmax", "Hardmax")


def add(cases):
    for operator in REDUCTIONS:
        reductions(cases, operator)
    for operator in SOFTMAXES:
        softmaxes(cases, operator)
    orders(cases)


def reductions(cases, operator):
    def x():
        return cases.random(operator).uniform(2, 3, 4, low=0.2, high=2)

    cases.add(operator, x(), opset=18)
    cases.add(operator, x(), ints(1), opset=18)
    cases.add(operator, x(), ints(-1, 0), keepdims=0, opset=18)
    # No axes: everything; or nothing, where the attribute says so. There ONNX's evaluator returns the
    # input as it is; each of these values is positive, so sums, means and magnitudes of one are that.
    cases.add(operator, x(), ints(), opset=18)
    single = x()
    wide = single.astype(np.float64)
    alone = {"ReduceSumSquare": wide**2, "ReduceLogSum": np.log(wide)}.get(operator, wide)
    cases.add(operator, single, ints(), opset=18, noop_with_empty_axes=1, expected=[alone])
    # Axes as an attribute: of ReduceSum until opset 11, of the others until 17.
    old = 11 if operator == "ReduceSum" else 13
    cases.add(operator, x(), opset=old, axes=[0, 2])
    cases.add(operator, x(), opset=old, axes=[1], keepdims=0)


def softmaxes(cases, operator):
    for axis in (None, 0, 1, -2):
        attributes = {} if axis is None else {"axis": axis}
        cases.add(operator, cases.random(operator).uniform(2, 3, 4), opset=13, **attributes)
    # Before opset 13 everything from the axis on is one line, which ONNX's evaluator does not know.
    for axis in (None, 2):
        x = cases.random(operator).uniform(2, 3, 4)
        lines = x.astype(np.float64).reshape((2, 12) if axis is None else (6, 4))
        shifted = lines - lines.max(1, keepdims=True)
        log = shifted - np.log(np.exp(shifted).sum(1, keepdims=True))
        expected = {"Softmax": np.exp(log), "LogSoftmax": log, "Hardmax": (shifted == 0).astype(np.float64)}
        attributes = {} if axis is None else {"axis": axis}
        cases.add(operator, x, opset=11, expected=[expected[operator].reshape(x.shape)], **attributes)


def orders(cases):
    for operator in ("ArgMax", "ArgMin"):
        for attributes in ({}, {"axis": 1}, {"axis": -1, "keepdims": 0}, {"axis": 1, "select_last_index": 1}):
            x = cases.random(operator).whole(2, 5, 3, low=0, high=3).astype(np.float32)
            cases.add(operator, x, **attributes)
    for attributes in ({}, {"axis": 0}, {"axis": 1, "largest": 0}):
        x = cases.random("TopK").uniform(4, 5, 3)
        cases.add("TopK", x, ints(2), outputs=2, opset=11, **attributes)
    # As an attribute, k is of opsets before 10.
    for k in (1, 3):
        x = cases.random("TopK").uniform(2, 5)
        order = np.argsort(-x, axis=1)[:, :k]
        expected = [np.take_along_axis(x, order, 1), order.astype(np.int64)]
        cases.add("TopK", x, outputs=2, opset=9, k=k, expected=expected)
    for attributes in ({}, {"exclusive": 1}, {"reverse": 1}, {"exclusive": 1, "reverse": 1}):
        cases.add("CumSum", cases.random("CumSum").uniform(3, 4), scalar(1), **attributes)
    cases.add("CumSum", cases.random("CumSum").uniform(3, 4), scalar(-2))
