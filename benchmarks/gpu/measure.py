"""Correctness and timing of the packed product on this machine; benchmarks/gpu/run starts it.

  run [--steps libraries correctness photos timing] [--cases NAME ...] [--variants eager ...]
      [--device cuda|cpu] [--out DIR]

Each step adds to results.json and results.md, so that they may be run one by one. A failed gate makes the
exit code 1. With --device cpu everything is tried out on a machine without a GPU.
"""

import argparse
import datetime
import json
import os
import subprocess
import sys
import time
from pathlib import Path

STEPS = ("libraries", "correctness", "photos", "timing")
PRECISIONS = {"cuda": ["fp32", "tf32", "fp16"], "cpu": ["fp32", "fp16"]}


def options():
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--pack", type=Path, required=True, help="what benchmarks/gpu/pack packed, unpacked")
    add("--out", type=Path, default=Path("gpu-results"))
    add("--device", default="cuda", choices=PRECISIONS)
    add("--steps", nargs="+", default=STEPS, choices=STEPS)
    add("--small", nargs="+", default=["stargan_128_k5", "stgan_128_k5"],
        help="cases for correctness")  # fmt: skip
    add("--cases", nargs="+", help="cases for timing; A+B is a group (default: all)")
    add("--variants", nargs="*", default=["eager", "channels_last", "compile"],
        help="PyTorch's, for timing")  # fmt: skip
    add("--iterations", type=int, default=15, help="timed ones, per side")
    add("--search", type=int, default=10, help="iterations of a protected photo")
    add("--photos", type=int, default=8, help="photos whose throughput is measured, 2 or more")
    given = parser.parse_args()
    given.pack, given.out = given.pack.resolve(), given.out.resolve()
    given.precision = PRECISIONS[given.device]
    given.product = [str(given.pack / "launch"), "io.cdmaa.benchmarks.PairWorker"]
    return given


def libraries_step(given, packed):
    """What is here; ends the run where something is missing."""
    from gpu import libraries, photos

    missing = [f"the Python module {name}" for name in libraries.modules()]
    if given.device == "cuda":
        missing += [problem for problem in [libraries.driver()] if problem]
        missing += [f"the library {n}" for n in libraries.search_path(packed["needs"])[1]]
    if missing:
        sys.exit("run: missing here: " + "; ".join(missing))
    found = {"product": photos.start(given.pack), **packed}
    refused = photos.refusal(given.pack, given.out)
    if given.device == "cuda" and refused:
        sys.exit("run: " + refused)
    return found | {"cuda": refused or "works", "card": libraries.card()}


def correctness_step(given, packed):
    """Gradients of the small cases."""
    from gpu import correctness, exports

    rows = []
    for name in given.small:
        exports.ensure(name, given.pack / "exports")
        rows += correctness.check(
            name, given.pack / "exports", given.product, given.device, given.precision
        )
    return rows


def photos_step(given, packed):
    """What a search comes to, and how many photos a minute."""
    from gpu import photos

    where = (given.pack, given.out, given.device, given.precision, given.search)
    return {
        "effect": photos.effect(*where),
        "throughput": photos.throughput(*where, given.photos),
    }


def timing_step(given, packed):
    """An iteration in PyTorch and in the product, taking turns; what MGDA costs of it."""
    from against_pytorch import cases, pair
    from gpu import exports

    rows = []
    for name in given.cases or cases.CASES:
        for part in name.split("+"):
            exports.ensure(part, given.pack / "exports")
        asked = argparse.Namespace(
            tune=["OFF"], device=given.device, precision=given.precision, product=given.product,
            variants=given.variants, warmup=5, iterations=given.iterations,
        )  # fmt: skip
        rows.append(pair.compare(name.split("+"), given.pack / "exports", asked))
    return rows


def environment(given, packed):
    """Libraries on the search path, caches in the output; the process begins anew once with them."""
    from gpu import libraries

    if os.environ.get("CDMAA_GPU_RUN") == str(given.pack):
        return
    found, _ = libraries.search_path(packed["needs"])
    path = [*found, *os.environ.get("LD_LIBRARY_PATH", "").split(":")]
    os.environ["LD_LIBRARY_PATH"] = ":".join(dict.fromkeys(filter(None, path)))
    os.environ["XDG_CACHE_HOME"] = str(given.out / "cache")
    os.environ["CDMAA_GPU_RUN"] = str(given.pack)
    os.execv(sys.executable, [sys.executable, *sys.argv])


def failures(results):
    """Every row with a gate that it does not pass."""
    rows = [*results.get("correctness", []), *results.get("photos", {}).get("effect", [])]
    # PyTorch's own rows are there to compare with.
    return [r for r in rows if not r["passes"] and not r["who"].startswith("PyTorch")]


def main():
    """Runs the steps."""
    given = options()
    sys.path.insert(0, str(given.pack / "benchmarks"))
    given.out.mkdir(parents=True, exist_ok=True)
    packed = json.loads((given.pack / "pack.json").read_text())
    environment(given, packed)
    from gpu import report

    file = given.out / "results.json"
    results = json.loads(file.read_text()) if file.exists() else {}
    for step in given.steps:
        began = time.perf_counter()
        print(f"run: {step} ...", file=sys.stderr, flush=True)
        results[step] = globals()[step + "_step"](given, packed)
        results.setdefault("seconds", {})[step] = round(time.perf_counter() - began, 1)
        results["date"] = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="minutes")
        results["device"] = given.device
        results["torch"] = version()
        file.write_text(json.dumps(results, indent=1) + "\n")
        (given.out / "results.md").write_text(report.markdown(results))
    print((given.out / "results.md").read_text())
    failed = failures(results)
    for row in failed:
        print(f"run: failed: {json.dumps(row)}", file=sys.stderr)
    sys.exit(1 if failed else 0)


def version():
    """PyTorch's, asked in a process of its own, as it would hold memory on the card."""
    command = [sys.executable, "-c", "import torch; print(torch.__version__)"]
    return subprocess.run(command, capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    main()
