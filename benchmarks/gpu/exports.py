"""Exports the real-size generators of against_pytorch, or finds them exported.

  cd benchmarks && python -m gpu.exports FOLDER CASE [CASE ...]

Both sides draw their weights from the same seed. Beside each export stands a fingerprint of them, as
another version of PyTorch may draw others; then the export is made anew on the spot.
"""

import json
import shutil
import sys
from pathlib import Path

import torch

from against_pytorch import cases


def fingerprint(module):
    """Sums over all weights, in double."""
    parameters = torch.cat([p.detach().flatten() for p in module.parameters()]).double()
    return {"sum": parameters.sum().item(), "magnitudes": parameters.abs().sum().item()}


def agree(one, other):
    """Whether two fingerprints are of the same weights up to rounding."""
    scale = abs(one["magnitudes"])
    return all(abs(one[key] - other[key]) <= 1e-5 * scale for key in one)


def ensure(name, folder):
    """Exports a case, unless its export is there and of the weights that this PyTorch draws."""
    case = cases.CASES[name]
    mark = Path(folder) / name / "weights.json"
    ours = fingerprint(cases.build(case))
    if mark.exists() and agree(json.loads(mark.read_text()), ours):
        return "packed"
    shutil.rmtree(mark.parent, ignore_errors=True)
    cases.export(case, folder)
    mark.write_text(json.dumps(ours) + "\n")
    return "exported here"


def main():
    """The command line."""
    folder, *names = sys.argv[1:]
    for name in names:
        if name not in cases.CASES:
            sys.exit(f"exports: no such case: {name}; there are {', '.join(cases.CASES)}")
        print(f"{name}: {ensure(name, folder)}", flush=True)


if __name__ == "__main__":
    main()
