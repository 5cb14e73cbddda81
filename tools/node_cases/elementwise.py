"""Functions of one element, activations, and operators that combine elements with broadcasting."""

import numpy as np

from .build import BOOL, FLOAT, INT8, INT32, INT64, UINT8, scalar

# Operator and the interval that its inputs come from.
FUNCTIONS = {
    "Abs": (-2, 2),
    "Neg": (-2, 2),
    "Sign": (-2, 2),
    "Ceil": (-4, 4),
    "Floor": (-4, 4),
    "Round": (-4, 4),
    "Sqrt": (0.1, 4),
    "Reciprocal": (0.5, 3),
    "Exp": (-3, 3),
    "Log": (0.1, 5),
    "Erf": (-2, 2),
    "Sin": (-3, 3),
    "Cos": (-3, 3),
    "Tan": (-1.3, 1.3),
    "Asin": (-0.9, 0.9),
    "Acos": (-0.9, 0.9),
    "Atan": (-3, 3),
    "Sinh": (-3, 3),
    "Cosh": (-3, 3),
    "Tanh": (-3, 3),
    "Asinh": (-3, 3),
    "Acosh": (1.1, 4),
    "Atanh": (-0.9, 0.9),
    "Relu": (-2, 2),
    "Sigmoid": (-6, 6),
    "HardSwish": (-5, 5),
    "Mish": (-4, 4),
    "Softplus": (-6, 6),
    "Softsign": (-3, 3),
    "Identity": (-2, 2),
}

# Operator and the attributes of its cases.
ACTIVATIONS = {
    "LeakyRelu": ({}, {"alpha": 0.3}),
    "Elu": ({}, {"alpha": 0.6}),
    "Celu": ({}, {"alpha": 0.7}),
    "Selu": ({}, {"alpha": 1.3}, {"gamma": 1.4}),
    "ThresholdedRelu": ({}, {"alpha": 0.4}),
    "HardSigmoid": ({}, {"alpha": 0.6}, {"beta": 0.3}),
    "Shrink": ({}, {"bias": 0.4}, {"lambd": 0.9}),
    "Gelu": ({}, {"approximate": "tanh"}),
}

ARITHMETIC = ("Add", "Sub", "Mul", "Div")
COMPARISONS = ("Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual")
LOGIC = ("And", "Or", "Xor")
SEVERAL = ("Sum", "Max", "Min", "Mean")


def add(cases):
    functions(cases)
    activations(cases)
    combinations(cases)
    types(cases)


def functions(cases):
    for operator, (low, high) in FUNCTIONS.items():
        opset = 18 if operator == "Mish" else 21
        cases.add(operator, cases.random(operator).uniform(2, 3, 4, low=low, high=high), opset=opset)
    # Halves are rounded to even.
    cases.add("Round", np.array([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5], np.float32))
    cases.add("Not", cases.random("Not").bools(3, 4))


def activations(cases):
    for operator, forms in ACTIVATIONS.items():
        for attributes in forms:
            cases.add(operator, cases.random(operator).uniform(3, 7), **attributes)
    for shape in ((3, 1, 1), (2, 3, 4, 5), (1,)):
        r = cases.random("PRelu")
        cases.add("PRelu", r.uniform(2, 3, 4, 5), r.uniform(*shape))
    # ONNX's evaluator has Swish from opset 24 on.
    for attributes in ({}, {"alpha": 1.7}):
        x = cases.random("Swish").uniform(3, 7)
        wide = x.astype(np.float64)
        alpha = np.float64(np.float32(attributes.get("alpha", 1)))
        expected = [wide / (1 + np.exp(-alpha * wide))]
        cases.add("Swish", x, opset=24, expected=expected, **attributes)
    x = cases.random("Clip").uniform(3, 7)
    cases.add("Clip", x)
    cases.add("Clip", x, scalar(-0.5, np.float32))
    cases.add("Clip", x, None, scalar(0.75, np.float32))
    cases.add("Clip", x, scalar(-0.5, np.float32), scalar(0.75, np.float32))
    # Before opset 11 the bounds are attributes, which ONNX's evaluator knows for opset 6.
    for low, high in ((-0.5, 0.75), (-1.5, 0.25)):
        expected = [np.clip(x.astype(np.float64), low, high)]
        cases.add("Clip", x, opset=10, expected=expected, min=low, max=high)


def combinations(cases):
    for operator in ARITHMETIC:
        for left, right in (((2, 3, 4), (2, 3, 4)), ((2, 3, 1), (3, 4)), ((4,), (2, 3, 4)), ((), (3, 2))):
            r = cases.random(operator)
            cases.add(operator, r.uniform(*left), r.uniform(*right, low=0.5, high=2))
        r = cases.random(operator)
        cases.add(operator, r.whole(2, 5), r.whole(5, low=1))
    for exponent in (np.float32(2), np.float32(-1.5), np.float32(0.5)):
        cases.add("Pow", cases.random("Pow").uniform(3, 4, low=0.2, high=3), np.array(exponent))
    cases.add("Pow", cases.random("Pow").whole(3, 4), scalar(3))
    r = cases.random("Mod")
    cases.add("Mod", r.whole(3, 5), np.array([3, -4, 5, -2, 7]))
    r = cases.random("Mod")
    cases.add("Mod", r.uniform(3, 5, low=-9, high=9), r.uniform(5, low=1, high=3), fmod=1)
    cases.add("Mod", r.whole(3, 5), np.array([3, -4, 5, -2, 7]), fmod=1)
    for operator in SEVERAL:
        r = cases.random(operator)
        cases.add(operator, r.uniform(2, 3))
        cases.add(operator, r.uniform(2, 3), r.uniform(2, 3), r.uniform(2, 3))
        # Of several shapes, which ONNX's evaluator does not always broadcast in one go.
        arrays = [r.uniform(2, 1, 4), r.uniform(3, 1), r.uniform(1)]
        wide = np.stack(np.broadcast_arrays(*(a.astype(np.float64) for a in arrays)))
        combined = {"Sum": wide.sum(0), "Max": wide.max(0), "Min": wide.min(0), "Mean": wide.mean(0)}
        cases.add(operator, *arrays, expected=[combined[operator]])
    for operator in COMPARISONS:
        r = cases.random(operator)
        cases.add(operator, r.whole(3, 6, low=0, high=3).astype(np.float32), r.whole(6, low=0, high=3).astype(np.float32))
        cases.add(operator, r.whole(3, 1, low=0, high=3), r.whole(1, 5, low=0, high=3))
    for operator in LOGIC:
        r = cases.random(operator)
        cases.add(operator, r.bools(3, 6), r.bools(6))
    special = np.array([[1, np.nan, np.inf], [-np.inf, 0, -3]], np.float32)
    cases.add("IsNaN", special)
    for attributes in ({}, {"detect_negative": 0}, {"detect_positive": 0}):
        cases.add("IsInf", special, **attributes)
    r = cases.random("Where")
    cases.add("Where", r.bools(3, 1), r.uniform(2, 3, 4), r.uniform(4))
    cases.add("Where", r.bools(2, 3), r.whole(3), r.whole(2, 3))


def types(cases):
    values = np.array([-3.7, -0.5, 0.0, 0.5, 2.9, 100.2], np.float32)
    # From float64 ONNX's evaluator casts as numpy does: towards zero, as the specification says.
    for to in (FLOAT, INT64, INT32, INT8, BOOL):
        cases.add("Cast", values, to=to)
    cases.add("Cast", np.abs(values), to=UINT8)
    cases.add("Cast", cases.random("Cast").whole(2, 5), to=FLOAT)
    cases.add("Cast", cases.random("Cast").bools(2, 5), to=FLOAT)
    cases.add("CastLike", values, scalar(1))
    cases.add("CastLike", cases.random("CastLike").whole(4), scalar(1, np.float32), expected=[
        cases.random("CastLike").whole(4).astype(np.float32)
    ])
    x = cases.random("Dropout").uniform(2, 3)
    cases.add("Dropout", x)
    cases.add("Dropout", x, scalar(0.3, np.float32), scalar(False, bool), outputs=2)
