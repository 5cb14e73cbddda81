"""Attention, quantisation, and operators that hold graphs."""

import numpy as np
from onnx import TensorProto, helper

from .build import INT8, UINT8, scalar


def add(cases):
    attention(cases)
    quantisation(cases)
    branches(cases)
    loops(cases)


def attention(cases):
    def qkv(*, query=(2, 2, 3, 4), key=(2, 2, 5, 4), value=(2, 2, 5, 6)):
        r = cases.random("Attention")
        return r.uniform(*query), r.uniform(*key), r.uniform(*value)

    def one(*inputs, **attributes):
        cases.add("Attention", *inputs, opset=23, **attributes)

    one(*qkv())
    one(*qkv(), scale=0.7)
    one(*qkv(), softcap=1.5)
    one(*qkv(), is_causal=1)
    # Heads in the last axis; groups of queries that share keys and values.
    one(*qkv(query=(2, 3, 8), key=(2, 5, 8), value=(2, 5, 6)), q_num_heads=2, kv_num_heads=2)
    one(*qkv(query=(1, 3, 16), key=(1, 5, 8), value=(1, 5, 8)), q_num_heads=4, kv_num_heads=2)
    r = cases.random("Attention")
    one(*qkv(), r.uniform(3, 5))
    one(*qkv(), np.array([[1, 1, 0, 1, 0], [0, 1, 1, 1, 1], [1, 0, 0, 0, 1]], bool))
    r = cases.random("Attention")
    one(*qkv(), None, r.uniform(2, 2, 2, 4), r.uniform(2, 2, 2, 6), outputs=3)


def quantisation(cases):
    def number(value):
        return np.array(value, np.float32)

    def x():
        return cases.random("QuantizeLinear").uniform(3, 4, low=-40, high=40)

    cases.add("QuantizeLinear", x(), number(0.25), scalar(128, np.uint8))
    cases.add("QuantizeLinear", x(), number(0.25), scalar(-3, np.int8))
    cases.add("QuantizeLinear", x(), number(0.25))
    cases.add("QuantizeLinear", x(), number(0.25), output_dtype=INT8)
    cases.add("QuantizeLinear", x(), number(0.25), output_dtype=UINT8)
    # Halves go to the even neighbour.
    cases.add("QuantizeLinear", number([-1.5, -0.5, 0.5, 1.5, 2.5]), number(1), scalar(0, np.int8))
    cases.add("QuantizeLinear", x(), number([0.25, 0.5, 1, 2]), np.array([1, 2, 3, 4], np.uint8))
    cases.add("QuantizeLinear", x(), number([0.25, 0.5, 1]), np.array([1, 2, 3], np.int8), axis=0)
    scales = cases.random("QuantizeLinear").uniform(3, 2, low=0.2, high=1)
    cases.add("QuantizeLinear", x(), scales, np.ones((3, 2), np.int8), axis=1, block_size=2)

    def whole(dtype=np.uint8):
        return cases.random("DequantizeLinear").whole(3, 4, low=0, high=100, dtype=dtype)

    cases.add("DequantizeLinear", whole(), number(0.25), scalar(28, np.uint8))
    cases.add("DequantizeLinear", whole(np.int8), number(0.25))
    cases.add("DequantizeLinear", whole(), number([0.25, 0.5, 1, 2]), np.array([1, 2, 3, 4], np.uint8))
    cases.add("DequantizeLinear", whole(), number([0.25, 0.5, 1]), np.array([1, 2, 3], np.uint8), axis=0)
    scales = cases.random("DequantizeLinear").uniform(3, 2, low=0.2, high=1)
    cases.add("DequantizeLinear", whole(np.int8), scales, np.ones((3, 2), np.int8), axis=1, block_size=2)


def branches(cases):
    def branch(operator):
        y = helper.make_tensor_value_info("y", TensorProto.FLOAT, None)
        return helper.make_graph([helper.make_node(operator, ["x1"], ["y"])], operator, [], [y])

    for holds in (True, False):
        # The second input is read by the branches, not by the node: an identity brings it into the model.
        x = cases.random("If").uniform(2, 3)
        expected = [np.tanh(x.astype(np.float64)) if holds else np.exp(x.astype(np.float64))]
        cases.add(
            "If", scalar(holds, bool), captured=(x,), expected=expected,
            then_branch=branch("Tanh"), else_branch=branch("Exp"),
        )  # fmt: skip


def loops(cases):
    body = helper.make_graph(
        [
            helper.make_node("Identity", ["goes_on"], ["still"]),
            helper.make_node("Mul", ["state", "x3"], ["next"]),
            helper.make_node("Tanh", ["next"], ["row"]),
        ],
        "body",
        [
            helper.make_tensor_value_info("trip", TensorProto.INT64, []),
            helper.make_tensor_value_info("goes_on", TensorProto.BOOL, []),
            helper.make_tensor_value_info("state", TensorProto.FLOAT, None),
        ],
        [
            helper.make_tensor_value_info("still", TensorProto.BOOL, []),
            helper.make_tensor_value_info("next", TensorProto.FLOAT, None),
            helper.make_tensor_value_info("row", TensorProto.FLOAT, None),
        ],
    )
    for trips in (1, 3):
        r = cases.random("Loop")
        state, factor = r.uniform(4), r.uniform(4)
        states = [state.astype(np.float64) * factor.astype(np.float64) ** (i + 1) for i in range(trips)]
        cases.add(
            "Loop", scalar(trips), scalar(True, bool), state, captured=(factor,), outputs=2,
            expected=[states[-1], np.tanh(states)], body=body,
        )  # fmt: skip
