"""Lists a model's operators: python -m exporters.operators MODEL.onnx ... (in tools/).

As exported, and after ONNX Runtime's BASIC folding with batch 1, which is what cdmaa sees.
"""

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

import onnx
import onnxruntime


def folded(path, out):
    """The graph after BASIC folding, its open dimensions fixed at 1."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.optimized_model_filepath = str(out)
    for value in onnx.load(path, load_external_data=False).graph.input:
        for dim in value.type.tensor_type.shape.dim:
            if dim.dim_param:
                options.add_free_dimension_override_by_name(dim.dim_param, 1)
    onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    return onnx.load(out, load_external_data=False)


def main(arguments=None):
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("models", nargs="+", metavar="MODEL.onnx")
    for path in map(Path, parser.parse_args(arguments).models):
        before = len(onnx.load(path, load_external_data=False).graph.node)
        with tempfile.TemporaryDirectory() as folder:
            nodes = folded(path, Path(folder) / "folded.onnx").graph.node
        found = Counter(
            f"{node.domain}.{node.op_type}".removeprefix("ai.onnx.").lstrip(".") for node in nodes
        )
        listed = ", ".join(f"{name} {count}" for name, count in sorted(found.items()))
        print(f"{path}: {before} nodes, {len(nodes)} folded: {listed}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
