"""Losses and gradients in a reduced precision against float32, of whole generators.

  cd benchmarks && python reduced_precision.py                     (every case, bf16)
  cd benchmarks && python reduced_precision.py stargan_128_k1 ../onnx/stargan --precision fp16

A case is one of against_pytorch, with any number of domains after its k, or a generator's folder.
Both sides look at the same photo with uniform noise of 0.05, as late in a search; in bf16 the
references are in float32. Prints a Markdown table: cosine and equal signs of the photo's gradient,
and the largest relative difference of a loss.
"""

import argparse
import tempfile
from pathlib import Path

import numpy as np
from against_pytorch import cases, pair

DOMAINS = {"stargan": (1, 5), "attgan": (1, 13), "stgan": (1, 5)}
DEMONSTRATION = ("attgan", "stargan", "stgan", "ugatit")
NOISE = 0.05


def usual():
    """Names of the cases that are measured if none is named."""
    names = []
    for case in cases.CASES.values():
        if (case.architecture, case.size) != ("stargan", 256):
            counts = DOMAINS.get(case.architecture, (1,))
            names += [f"{case.architecture}_{case.size}_k{count}" for count in counts]
    return names + [f"../onnx/{name}" for name in DEMONSTRATION]


def worker(name, folder, precision):
    """The product's side, and the number of values of a photo."""
    if "/" in name:
        size, manifest = 128, next(Path(name).resolve().glob("*.yaml"))
    else:
        architecture, pixels, count = name.split("_")
        case = cases.Case(architecture, int(pixels), int(count[1:]))
        size, manifest = case.size, cases.export(case, folder)
    picture = cases.Case("stargan", size)
    cases.photo(picture).numpy().astype("<f4").tofile(folder / "photo.f32")
    cases.start(picture, NOISE).numpy().astype("<f4").tofile(folder / "start.f32")
    command = [*pair.PRODUCT, folder, size, "cpu", precision, "OFF", manifest]
    return pair.Worker(f"{name} {precision}", [str(word) for word in command], pair.ROOT)


def evaluated(name, folder, precision):
    """Losses and gradient."""
    side = worker(name, folder, precision)
    file = folder / "gradient.f32"
    losses = np.concatenate(side.ask(f"gradient {file}")["losses"])
    side.close()
    return losses, np.fromfile(file, "<f4").astype(np.float64)


def main():
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("cases", nargs="*")
    parser.add_argument("--precision", default="bf16", choices=("bf16", "fp16", "tf32"))
    parser.add_argument("--work", help="folder for models; kept, so that a second run need not export")
    given = parser.parse_args()
    print("| generator | cosine | equal signs | losses, relative |\n|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(given.work or temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for name in given.cases or usual():
            exact, full = evaluated(name, folder, "fp32")
            losses, gradient = evaluated(name, folder, given.precision)
            cosine = full @ gradient / np.linalg.norm(full) / np.linalg.norm(gradient)
            signs = np.mean(np.sign(full) == np.sign(gradient))
            apart = np.max(np.abs(losses / exact - 1))
            print(f"| {name} | {cosine:.4f} | {signs:.3f} | {apart:.1e} |", flush=True)


if __name__ == "__main__":
    main()
