"""Writes the small ONNX models that the fuzzing test mutates, one for each kind of export that needs care.

    python tools/fuzz_seeds.py src/core/src/test/resources/fuzz
"""

import argparse
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

SIDE = 6


def model(nodes, initializers, opset, output_type=TensorProto.FLOAT):
    graph = helper.make_graph(
        nodes,
        "seed",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 3, SIDE, SIDE])],
        [helper.make_tensor_value_info("fake", output_type, [1, 3, SIDE, SIDE])],
        [numpy_helper.from_array(array, name) for name, array in initializers.items()],
    )
    made = helper.make_model(graph, ir_version=9, opset_imports=[helper.make_opsetid("", opset)])
    onnx.checker.check_model(made)
    return made


def loop():
    """A body that runs three times, as a for loop is exported."""
    scalar = [helper.make_tensor_value_info(n, t, []) for n, t in (("i", TensorProto.INT64), ("go", TensorProto.BOOL))]
    carried = helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 3, SIDE, SIDE])
    body = helper.make_graph(
        [
            helper.make_node("Identity", ["go"], ["go_on"]),
            helper.make_node("Mul", ["x", "factor"], ["scaled"]),
            helper.make_node("Tanh", ["scaled"], ["next"]),
        ],
        "body",
        [*scalar, carried],
        [
            helper.make_tensor_value_info("go_on", TensorProto.BOOL, []),
            helper.make_tensor_value_info("next", TensorProto.FLOAT, [1, 3, SIDE, SIDE]),
        ],
    )
    node = helper.make_node("Loop", ["times", "true", "image"], ["fake"], body=body)
    return model([node], {"times": np.int64(3), "true": np.bool_(True), "factor": np.float32(1.5)}, 17)


def branched():
    """An If that a constant decides, with another inside; its branches read values from outside."""

    def picture(name):
        return [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, 3, SIDE, SIDE])]

    thick = helper.make_graph([helper.make_node("Mul", ["image", "factor"], ["thick"])], "thick", [], picture("thick"))
    thin = helper.make_graph([helper.make_node("Neg", ["image"], ["thin"])], "thin", [], picture("thin"))
    then = helper.make_graph(
        [
            helper.make_node("If", ["no"], ["line"], then_branch=thick, else_branch=thin),
            helper.make_node("Tanh", ["line"], ["inner"]),
        ],
        "then",
        [],
        picture("inner"),
    )
    other = helper.make_graph([helper.make_node("Identity", ["image"], ["same"])], "other", [], picture("same"))
    node = helper.make_node("If", ["yes"], ["fake"], then_branch=then, else_branch=other)
    return model([node], {"yes": np.bool_(True), "no": np.bool_(False), "factor": np.float32(1.5)}, 17)


def attention():
    """Attention of opset 23 over the pixels of each channel."""
    nodes = [
        helper.make_node("Reshape", ["image", "rows"], ["tokens"]),
        helper.make_node("Attention", ["tokens", "tokens", "tokens"], ["mixed"], q_num_heads=2, kv_num_heads=2),
        helper.make_node("Reshape", ["mixed", "planes"], ["fake"]),
    ]
    shapes = {"rows": np.int64([1, 3, SIDE * SIDE]), "planes": np.int64([1, 3, SIDE, SIDE])}
    return model(nodes, shapes, 23)


def quantised():
    """A convolution between quantised values, as quantisation tools write it."""
    rng = np.random.default_rng(1)
    arrays = {
        "scale": np.float32(0.02),
        "zero": np.uint8(128),
        "kernel": rng.integers(-90, 90, (3, 3, 3, 3)).astype(np.int8),
        "kernel_scale": np.float32(0.01),
        "kernel_zero": np.int8(0),
    }
    nodes = [
        helper.make_node("QuantizeLinear", ["image", "scale", "zero"], ["q"]),
        helper.make_node("DequantizeLinear", ["q", "scale", "zero"], ["dq"]),
        helper.make_node("DequantizeLinear", ["kernel", "kernel_scale", "kernel_zero"], ["w"]),
        helper.make_node("Conv", ["dq", "w"], ["c"], pads=[1, 1, 1, 1]),
        helper.make_node("QuantizeLinear", ["c", "scale", "zero"], ["cq"]),
        helper.make_node("DequantizeLinear", ["cq", "scale", "zero"], ["fake"]),
    ]
    return model(nodes, arrays, 17)


def rounded():
    """An output of whole numbers."""
    arrays = {"half": np.float32(127.5), "low": np.float32(0), "high": np.float32(255)}
    nodes = [
        helper.make_node("Tanh", ["image"], ["t"]),
        helper.make_node("Mul", ["t", "half"], ["m"]),
        helper.make_node("Add", ["m", "half"], ["a"]),
        helper.make_node("Round", ["a"], ["r"]),
        helper.make_node("Clip", ["r", "low", "high"], ["c"]),
        helper.make_node("Cast", ["c"], ["fake"], to=TensorProto.UINT8),
    ]
    return model(nodes, arrays, 17, TensorProto.UINT8)


def viewed():
    """Instance normalisation through a view with a fixed batch."""
    arrays = {
        "flat": np.int64([1, 3, SIDE * SIDE]),
        "back": np.int64([1, 3, SIDE, SIDE]),
        "one": np.ones(3, np.float32),
        "none": np.zeros(3, np.float32),
    }
    nodes = [
        helper.make_node("Reshape", ["image", "flat"], ["f"]),
        helper.make_node("InstanceNormalization", ["f", "one", "none"], ["n"]),
        helper.make_node("Reshape", ["n", "back"], ["r"]),
        helper.make_node("Tanh", ["r"], ["fake"]),
    ]
    return model(nodes, arrays, 11)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    for make in (loop, branched, attention, quantised, rounded, viewed):
        onnx.save(make(), folder / f"{make.__name__}.onnx")


if __name__ == "__main__":
    main()
