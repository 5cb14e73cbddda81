"""Holds a gradient graph against a float64 reference: python -m exporters.compare GRAD.onnx DIR.

The graph takes the generator's image input with batch 1, its condition input with K rows if it has
one, and `reference` [K,C,H,W]; it gives `losses` [K] and `gradient`, shaped like the image. Prints
relative L2 error, cosine and sign agreement, and exits with 1 outside the gates.
"""

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np
import onnxruntime

# Gates that PyTorch's own float32 gradients pass: kinks cost ReLU networks three digits.
SMOOTH = {"relative_l2": 2e-5, "cosine": 0.9999, "sign": 0.999}
KINKED = {"relative_l2": 1e-2, "cosine": 0.9999, "sign": 0.999}


def agreement(actual, expected):
    """Relative L2 error, cosine, and the share of signs that agree."""
    a, e = (np.asarray(each, dtype=np.float64).ravel() for each in (actual, expected))
    norm = np.linalg.norm(e)
    return {
        "relative_l2": float(np.linalg.norm(a - e) / norm),
        "cosine": float(a @ e / (np.linalg.norm(a) * norm + 1e-300)),
        "sign": float(np.mean(np.sign(a) == np.sign(e))),
    }


def failures(found, smooth):
    """The gates that are not met (a NaN meets none)."""
    gates = SMOOTH if smooth else KINKED
    failed = [] if found["relative_l2"] <= gates["relative_l2"] else ["relative_l2"]
    return failed + [key for key in ("cosine", "sign") if not found[key] >= gates[key]]


def load(folder):
    """A reference as parity.py wrote it: its description and its arrays."""
    folder = Path(folder)
    description = json.loads((folder / "reference.json").read_text())
    arrays = {
        name: np.fromfile(folder / entry["file"], dtype=entry["dtype"]).reshape(entry["shape"])
        for name, entry in description["arrays"].items()
    }
    return description, arrays


def compare(graph, folder, threads=0):
    """Runs the graph on the reference's inputs; returns the agreement and the worst loss error."""
    description, arrays = load(folder)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(
        str(graph), options, providers=["CPUExecutionProvider"]
    )
    feeds = {}
    for each in session.get_inputs():
        if each.name in arrays:
            feeds[each.name] = arrays[each.name]
        elif len(each.shape) == 2:  # a style code, say
            feeds[each.name] = arrays["condition"]
        else:
            feeds[each.name] = arrays["image"]
    started = time.time()
    losses, gradient = session.run(["losses", "gradient"], feeds)
    found = agreement(gradient, arrays["gradient"])
    expected = arrays["losses"]
    found["losses"] = float(np.max(np.abs(losses.ravel() - expected) / expected))
    found["seconds"] = time.time() - started
    return description, found


def main(arguments=None):
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("graph", metavar="GRAD.onnx")
    parser.add_argument("reference", metavar="DIR", help="what exporters.parity wrote")
    parser.add_argument("--threads", type=int, default=0)
    given = parser.parse_args(arguments)
    description, found = compare(given.graph, given.reference, given.threads)
    failed = failures(found, description["smooth"])
    print(json.dumps({**found, "torch_float32": description["torch_float32"], "failed": failed}))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
