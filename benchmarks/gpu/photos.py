"""Protected photos: L after a search on the GPU against one on the CPU, and photos per minute."""

import json
import os
import shutil
import subprocess
import time
from pathlib import Path

# Searches part at the first sign that differs; after ten iterations L differed by up to 3 % between
# precisions on one CPU. A verdict on one file has no such excuse.
SEARCH_GATE = 0.10
VERDICT_GATE = 1e-3


def tool(pack, *arguments):
    """Runs the command line tool; its standard output."""
    command = [str(pack / "launch"), "io.cdmaa.cli.Main", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["no message"]
        raise RuntimeError(lines[-1].removeprefix("cdmaa: "))
    return done.stdout


def averages(text):
    """Average L per generator from the tool's JSON."""
    found = next(o for line in text.splitlines() if line for o in objects(json.loads(line)))
    return {entry["name"]: entry["averageLoss"] for entry in found["generators"]}


def objects(node):
    """Every object in a document that lists generators with their losses."""
    if isinstance(node, dict):
        listed = node.get("generators")
        if isinstance(listed, list) and listed and "averageLoss" in listed[0]:
            yield node
        node = list(node.values())
    if isinstance(node, list):
        for part in node:
            yield from objects(part)


def worst(found, expected):
    """The largest relative difference of any generator's L."""
    return max(abs(found[name] / expected[name] - 1) for name in expected)


def effect(pack, out, device, precisions, iterations):
    """L of the bundled portrait, searched on the CPU and on the device, judged by both."""
    sample = pack / "onnx" / "sample"
    photo = sample / "portrait.png"
    face = ["--models", pack / "onnx", "--labels", sample / "list_attr_celeba.txt", "--json"]

    def protected(where, precision):
        folder = out / f"protected-{where}-{precision}"
        shutil.rmtree(folder, ignore_errors=True)
        found = tool(
            pack, "protect", photo, "-o", folder, *face, "--iterations", iterations,
            "--device", where, "--precision", precision,
        )  # fmt: skip
        return averages(found), folder / photo.name

    expected, _ = protected("cpu", "fp32")
    rows = [{"who": "cpu fp32", "L": expected, "search": 0.0, "verdict": 0.0, "passes": True}]
    for precision in precisions:
        found, file = protected(device, precision)
        again = averages(tool(pack, "evaluate", photo, file, *face, "--device", "cpu"))
        search, verdict = worst(found, expected), worst(found, again)
        good = search <= SEARCH_GATE and verdict <= VERDICT_GATE
        rows.append(
            {"who": f"{device} {precision}", "L": found, "search": search, "verdict": verdict}
            | {"passes": good}
        )
    return rows


def throughput(pack, out, device, precisions, iterations, count):
    """Photos per minute, everything included and without the start; with --batch where it exists."""
    portraits = sorted((pack / "benchmarks" / "experiments" / "portraits").glob("*.png"))
    batches = "--batch" in tool(pack, "help", "protect")
    rows = []
    for precision in precisions:
        for batch in (1, 4) if batches else (1,):
            folder = out / f"batch-{device}-{precision}-{batch}"
            more = ["--batch", batch] if batches else []

            def seconds(photos, folder=folder, precision=precision, more=more):
                shutil.rmtree(folder, ignore_errors=True)
                began = time.perf_counter()
                tool(
                    pack, "protect", *photos, "-o", folder, "--models", pack / "onnx",
                    "--iterations", iterations, "--device", device, "--precision", precision,
                    "--quiet", *more,
                )  # fmt: skip
                return time.perf_counter() - began

            whole, few = seconds(portraits[:count]), seconds(portraits[: count // 2])
            rows.append(
                {"device": device, "precision": precision, "at_once": batch, "photos": count}
                | {"iterations": iterations, "seconds": whole}
                | {"photos_per_minute": 60 * count / whole}
                | {"photos_per_minute_without_start": 60 * (count - count // 2) / (whole - few)}
            )
    return rows


def start(pack):
    """Whether the packed product starts: its version, and what it says of CUDA where there is none."""
    os.makedirs(pack / "cache", exist_ok=True)
    return tool(pack, "--version").strip()


def refusal(pack, out):
    """What the product says when it is to use CUDA; nothing if it can."""
    photo = pack / "onnx" / "sample" / "portrait.png"
    try:
        tool(pack, "protect", photo, "-o", Path(out) / "refused", "--models", pack / "onnx" / "stgan",
             "--iterations", 1, "--device", "cuda", "--force")  # fmt: skip
    except RuntimeError as error:
        return str(error)
    return None
