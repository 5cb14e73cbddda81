"""Starts both sides, lets them take turns, and measures.

Every worker is a process of its own that holds photo, weights and iterate, and answers one JSON
line to each line it reads: `step` (one CDMAA iteration: seconds, losses), `save FILE` (the iterate,
float32), `memory` (peak resident bytes).
"""

import json
import statistics
import subprocess
import sys
from pathlib import Path

import numpy as np
import torch

from . import cases

ROOT = Path(__file__).resolve().parents[2]
TORCH = ("eager", "channels_last", "compile")


class Worker:
    """One process."""

    def __init__(self, name, command, cwd, environment=None):
        self.name, self.seconds, self.losses = name, [], []
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
        self.losses.append(found["losses"])

    def close(self):
        """Ends the process."""
        self.process.stdin.close()
        self.process.wait()


def torch_worker(variant, names):
    """PyTorch as its user would start it: default threads."""
    command = [sys.executable, "-m", "against_pytorch.torch_worker", variant, ",".join(names)]
    return Worker(f"PyTorch {variant}", command, ROOT / "benchmarks")


def product_worker(names, folder, tuning):
    """The product with its default settings; photo and first iterate come as raw floats."""
    first = cases.CASES[names[0]]
    cases.photo(first).numpy().astype("<f4").tofile(folder / "photo.f32")
    cases.start(first, 0.05).numpy().astype("<f4").tofile(folder / "start.f32")
    manifests = [str(cases.export(cases.CASES[name], folder)) for name in names]
    command = [str(ROOT / "benchmarks" / "jmh"), "pair", str(folder), str(first.size), tuning]
    return Worker(f"cdmaa ({tuning})", [*command, *manifests], ROOT)


def compare(names, folder, given):
    """One row: alternating steps of all sides from the same start."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    sides = [product_worker(names, folder, tuning) for tuning in given.tune]
    for variant in given.variants:
        try:
            sides.append(torch_worker(variant, names))
            sides[-1].step()
        except (RuntimeError, BrokenPipeError) as error:
            print(f"against_pytorch: {error}; left out", file=sys.stderr)
            sides = [side for side in sides if side.name != f"PyTorch {variant}"]
    for side in sides:
        while len(side.losses) < max(1, given.warmup):
            side.step()
    for side in sides:
        side.seconds.clear()
    for _ in range(given.iterations):
        for side in sides:
            side.step()
    row = {"case": "+".join(names), "iterations": given.iterations, "sides": {}}
    images = {}
    for number, side in enumerate(sides):
        file = folder / f"result{number}.f32"
        side.ask(f"save {file}")
        images[side.name] = np.fromfile(file, "<f4")
        row["sides"][side.name] = {
            "median_seconds": statistics.median(side.seconds),
            "fastest_seconds": min(side.seconds),
            "peak_bytes": side.ask("memory")["peak"],
        }
        side.close()
    ours, peers = sides[0].name, [side.name for side in sides if side.name.startswith("PyTorch")]
    if peers:
        eager = row["sides"].get("PyTorch eager", row["sides"][peers[0]])["median_seconds"]
        best = min(row["sides"][peer]["median_seconds"] for peer in peers)
        photo = np.fromfile(folder / "photo.f32", "<f4")
        for side in row["sides"].values():
            side["ratio_to_eager"] = side["median_seconds"] / eager
            side["ratio_to_best"] = side["median_seconds"] / best
        row["first_loss_difference"] = worst_loss_difference(sides[0], sides[-1])
        difference = images[ours] - images[peers[0]]
        row["photo_difference"] = {
            "mean_levels": float(np.abs(difference).mean() * 127.5),
            "same_sign": float((np.sign(images[ours] - photo)
                                == np.sign(images[peers[0]] - photo)).mean()),
        }  # fmt: skip
    flops = 4 * sum(cases.multiply_adds(cases.build(cases.CASES[n]), cases.CASES[n]) for n in names)
    for side in row["sides"].values():
        side["gflops"] = flops / side["median_seconds"] / 1e9
    return row


def worst_loss_difference(a, b):
    """Of the first iteration, relative: both sides look at the same picture."""
    pairs = zip(np.concatenate(a.losses[0]), np.concatenate(b.losses[0]))
    return float(max(abs(x - y) / y for x, y in pairs))


def sgemm_peak(size=2048, rounds=7):
    """GFLOP/s of a large matrix product on PyTorch's default threads."""
    import time

    a, b = torch.rand(size, size), torch.rand(size, size)
    best = float("inf")
    for _ in range(rounds):
        began = time.perf_counter()
        a @ b
        best = min(best, time.perf_counter() - began)
    return 2 * size**3 / best / 1e9
