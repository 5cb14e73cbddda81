"""Starts both sides, lets them take turns, and measures.

Every worker is a process of its own that holds photo, weights and iterate, and answers one JSON
line to each line it reads: `step` (one CDMAA iteration: seconds, losses, and the product's seconds
beside the generators), `gradient FILE` (losses and gradient matrix at the iterate, float32), `save
FILE` (the iterate, float32), `memory` (peak bytes: resident, or PyTorch's on the card).
"""

import json
import statistics
import subprocess
import sys
from pathlib import Path

import numpy as np

from . import cases
from .peak import peak

ROOT = Path(__file__).resolve().parents[2]
# How far apart the first losses may be, relative, for the sides to compute the same.
SAME_LOSSES = {"fp32": 1e-3, "tf32": 0.05, "fp16": 0.1, "bf16": 0.1}
TORCH = ("eager", "channels_last", "compile")
PRODUCT = (str(ROOT / "benchmarks" / "jmh"), "pair")


class Worker:
    """One process."""

    def __init__(self, name, command, cwd, environment=None):
        self.name, self.seconds, self.beside, self.losses = name, [], [], []
        self.process = subprocess.Popen(
            command, cwd=cwd, env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=sys.stderr,
        )  # fmt: skip
        self.answer()

    def answer(self):
        """The next JSON line."""
        for line in self.process.stdout:
            if line.startswith("{"):
                return json.loads(line)
        raise RuntimeError(f"{self.name} ended with code {self.process.wait()}")

    def ask(self, command):
        """Sends a command and waits for its answer."""
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        return self.answer()

    def step(self):
        """One timed iteration."""
        found = self.ask("step")
        self.seconds.append(found["seconds"])
        self.beside.append(found.get("beside"))
        self.losses.append(found["losses"])

    def close(self):
        """Ends the process."""
        self.process.stdin.close()
        self.process.wait()


def torch_worker(variant, names, device="cpu", precision="fp32"):
    """PyTorch as its user would start it: default threads."""
    command = [sys.executable, "-m", "against_pytorch.torch_worker"]
    command += [variant, device, precision, ",".join(names)]
    return Worker(called(f"PyTorch {variant}", precision), command, ROOT / "benchmarks")


def product_worker(names, folder, tuning="OFF", device="cpu", precision="fp32", start=PRODUCT):
    """The product with its default settings; photo and first iterate come as raw floats."""
    first = cases.CASES[names[0]]
    cases.photo(first).numpy().astype("<f4").tofile(folder / "photo.f32")
    cases.start(first, 0.05).numpy().astype("<f4").tofile(folder / "start.f32")
    manifests = [str(cases.export(cases.CASES[name], folder)) for name in names]
    command = [*start, str(folder), str(first.size), device, precision, tuning, *manifests]
    return Worker(called(f"cdmaa ({tuning})", precision), command, ROOT)


def called(side, precision):
    """A side's name in tables."""
    return side if precision == "fp32" else f"{side} {precision}"


def precision(name):
    """What a side of this name computes in."""
    last = name.split()[-1]
    return last if last in ("tf32", "fp16", "bf16") else "fp32"


def started(names, folder, given):
    """Every side that starts; one that does not is left out, with its reason."""
    makers = [
        lambda p=precision, t=tuning: product_worker(
            names, folder, t, given.device, p, given.product
        )
        for precision in given.precision
        for tuning in given.tune
    ] + [
        lambda p=precision, v=variant: torch_worker(v, names, given.device, p)
        for precision in given.precision
        for variant in given.variants
    ]
    sides = []
    for make in makers:
        try:
            side = make()
            side.step()
            sides.append(side)
        except (RuntimeError, BrokenPipeError) as error:
            print(f"against_pytorch: {error}; left out", file=sys.stderr)
    return sides


def compare(names, folder, given):
    """One row: alternating steps of all sides from the same start."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    peaks = {each: peak(each, given.device) for each in given.precision}
    sides = started(names, folder, given)
    if not sides or not sides[0].name.startswith("cdmaa"):
        raise SystemExit("against_pytorch: the product does not start; its message stands above")
    for side in sides:
        while len(side.losses) < max(1, given.warmup):
            side.step()
    for side in sides:
        side.seconds.clear()
        side.beside.clear()
    for _ in range(given.iterations):
        for side in sides:
            side.step()
    row = {
        "case": "+".join(names), "iterations": given.iterations, "peak_gflops": peaks, "sides": {}
    }  # fmt: skip
    images = {}
    for number, side in enumerate(sides):
        file = folder / f"result{number}.f32"
        side.ask(f"save {file}")
        images[side.name] = np.fromfile(file, "<f4")
        row["sides"][side.name] = {
            "median_seconds": statistics.median(side.seconds),
            "fastest_seconds": min(side.seconds),
            **beside(side),
            "peak_bytes": side.ask("memory")["peak"],
            **(on_card(side) if given.device == "cuda" else {}),
        }
        side.close()
    ours, peers = sides[0].name, [side.name for side in sides if side.name.startswith("PyTorch")]
    if peers:
        eager = row["sides"].get("PyTorch eager", row["sides"][peers[0]])["median_seconds"]
        photo = np.fromfile(folder / "photo.f32", "<f4")
        for name, side in row["sides"].items():
            side["ratio_to_eager"] = side["median_seconds"] / eager
            alike = [row["sides"][peer] for peer in peers if precision(peer) == precision(name)]
            if alike:
                best = min(peer["median_seconds"] for peer in alike)
                side["ratio_to_best"] = side["median_seconds"] / best
        peer = next(side for side in sides if side.name == peers[0])
        row["first_loss_difference"] = worst_loss_difference(sides[0], peer)
        if row["first_loss_difference"] > SAME_LOSSES[given.precision[0]]:
            raise RuntimeError(
                f"{row['case']}: the first losses differ by {row['first_loss_difference']:.1e}"
                " of their size, so the sides do not compute the same; there are no figures"
            )
        difference = images[ours] - images[peers[0]]
        row["photo_difference"] = {
            "mean_levels": float(np.abs(difference).mean() * 127.5),
            "same_sign": float((np.sign(images[ours] - photo)
                                == np.sign(images[peers[0]] - photo)).mean()),
        }  # fmt: skip
    flops = 4 * sum(cases.multiply_adds(cases.build(cases.CASES[n]), cases.CASES[n]) for n in names)
    for name, side in row["sides"].items():
        side["gflops"] = flops / side["median_seconds"] / 1e9
        side["of_peak"] = side["gflops"] / peaks[precision(name)]
    return row


def beside(side):
    """The share of an iteration that is spent beside the generators, where the side tells it."""
    if side.beside[0] is None:
        return {}
    return {"share_beside": statistics.median(side.beside) / statistics.median(side.seconds)}


def on_card(side):
    """Bytes that a side's process holds on the GPU in the end, where nvidia-smi tells."""
    query = ["nvidia-smi", "--query-compute-apps=pid,used_memory", "--format=csv,noheader,nounits"]
    try:
        lines = subprocess.run(query, capture_output=True, text=True).stdout.splitlines()
    except OSError:
        return {}
    held = dict(line.split(", ") for line in lines if line.count(", ") == 1)
    mebibytes = held.get(str(side.process.pid), "")
    return {"card_bytes": int(mebibytes) << 20} if mebibytes.isdigit() else {}


def worst_loss_difference(a, b):
    """Of the first iteration, relative: both sides look at the same picture."""
    pairs = zip(np.concatenate(a.losses[0]), np.concatenate(b.losses[0]))
    return float(max(abs(x - y) / y for x, y in pairs))
