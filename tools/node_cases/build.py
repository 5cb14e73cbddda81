"""Cases of one node each. The right values come from ONNX's own reference evaluator, in float64, rounded
to float32 at the end, so that they do not depend on the vector instructions of the machine. Where that
evaluator lacks an operator or contradicts the specification, a case gives its expectation itself and says
why.
"""

import zipfile
import zlib

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

OPSET = 21
IR_VERSION = 10


class Cases:
    """Collects cases by name."""

    def __init__(self):
        self.files = {}
        self.counts = {}

    def __len__(self):
        return sum(self.counts.values())

    def random(self, operator):
        """Random numbers for the operator's next case, the same at each run."""
        seed = zlib.crc32(operator.encode()) + self.counts.get(operator, 0)
        return Random(np.random.default_rng(seed))

    def add(self, operator, *inputs, captured=(), opset=OPSET, outputs=1, expected=None, **attributes):
        """Adds a case.

        inputs: arrays; None for an optional one that is left out.
        captured: further inputs of the model, which graphs that the node holds read by their names.
        expected: the right values, where they do not come from ONNX's reference evaluator.
        """
        count = self.counts.get(operator, 0)
        self.counts[operator] = count + 1
        name = f"{operator.lower()}_{count:02d}/"
        inputs = [None if x is None else np.asarray(x) for x in inputs]
        node = helper.make_node(
            operator,
            ["" if x is None else f"x{i}" for i, x in enumerate(inputs)],
            [f"y{i}" for i in range(outputs)],
            **attributes,
        )
        inputs += [np.asarray(x) for x in captured]
        if expected is None:
            expected = evaluated(node, inputs, opset)
        expected = [rounded(np.asarray(y)) for y in expected]
        self.files[name + "model.onnx"] = model(node, inputs, expected, opset).SerializeToString(
            deterministic=True
        )
        present = [x for x in inputs if x is not None]
        for kind, arrays in (("input", present), ("output", expected)):
            for i, array in enumerate(arrays):
                proto = numpy_helper.from_array(array)
                self.files[f"{name}test_data_set_0/{kind}_{i}.pb"] = proto.SerializeToString()

    def write(self, path):
        """One archive, uncompressed, as compressors differ."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
            for name in sorted(self.files):
                archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), self.files[name])


class Random:
    """Random arrays whose elements float32 holds exactly."""

    def __init__(self, generator):
        self.generator = generator

    def uniform(self, *shape, low=-2.0, high=2.0):
        return self.generator.uniform(low, high, shape).astype(np.float32)

    def whole(self, *shape, low=-9, high=10, dtype=np.int64):
        return self.generator.integers(low, high, shape).astype(dtype)

    def bools(self, *shape):
        return self.generator.integers(0, 2, shape).astype(bool)


def model(node, inputs, outputs, opset):
    """A model of one node."""
    graph = helper.make_graph(
        [node],
        "case",
        [information(f"x{i}", x) for i, x in enumerate(inputs) if x is not None],
        [information(f"y{i}", y) for i, y in enumerate(outputs)],
    )
    return helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=IR_VERSION, producer_name="node_cases"
    )


def information(name, array):
    kind = helper.np_dtype_to_tensor_dtype(array.dtype)
    return helper.make_tensor_value_info(name, kind, array.shape)


def evaluated(node, inputs, opset):
    """What ONNX's reference evaluator makes of the inputs in float64."""
    wide = [x if x is None or x.dtype != np.float32 else x.astype(np.float64) for x in inputs]
    graph = helper.make_graph(
        [node],
        "case",
        [information(f"x{i}", x) for i, x in enumerate(wide) if x is not None],
        [helper.make_tensor_value_info(y, TensorProto.UNDEFINED, None) for y in node.output],
    )
    proto = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=IR_VERSION)
    given = {f"x{i}": x for i, x in enumerate(wide) if x is not None}
    return ReferenceEvaluator(proto).run(None, given)


def rounded(array):
    return array.astype(np.float32) if array.dtype == np.float64 else array


def tensor(array):
    """A tensor attribute."""
    return numpy_helper.from_array(np.asarray(array))


def ints(*values):
    return np.array(values, dtype=np.int64)


def scalar(value, dtype=np.int64):
    return np.array(value, dtype=dtype)


FLOAT, FLOAT16, BFLOAT16, INT64, INT32, UINT8, INT8, BOOL = (
    onnx.TensorProto.FLOAT,
    onnx.TensorProto.FLOAT16,
    onnx.TensorProto.BFLOAT16,
    onnx.TensorProto.INT64,
    onnx.TensorProto.INT32,
    onnx.TensorProto.UINT8,
    onnx.TensorProto.INT8,
    onnx.TensorProto.BOOL,
)
