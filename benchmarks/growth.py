"""Time and memory of an iteration against domains, generators and size, and memory against photos.

  python benchmarks/growth.py                        (all four, some minutes)
  python benchmarks/growth.py domains --steps 5
  python benchmarks/growth.py photos --count 1000

Writes benchmarks/results/growth-DATE.json and a picture (SVG) beside it. Domains, generators and
photos use the bundled demonstration generators, sizes a StarGAN with seeded random weights.
"""

import argparse
import json
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from against_pytorch import cases, pair  # noqa: E402  (needs the path above)
from against_pytorch.__main__ import machine  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results"
DEMO = ("stargan", "attgan", "stgan", "ugatit")


def manifest(name, folder, domains=None):
    """The bundled generator's manifest, with the first few domains only."""
    text = (ROOT / "onnx" / name / "manifest.yaml").read_text(encoding="utf-8")
    onnx = ROOT / "onnx" / name / f"{name}.onnx"
    text = re.sub(r"^onnx: .*$", f"onnx: {onnx}", text, flags=re.MULTILINE)
    if domains:
        lines, kept = [], 0
        for line in text.splitlines():
            entry = line.strip().startswith("- {name:")
            kept += entry
            if not entry or kept <= domains:
                lines.append(line)
        text = "\n".join(lines) + "\n"
    path = Path(folder) / f"{name}-{domains}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def iteration(manifests, size, folder, steps):
    """Median seconds of an iteration and peak bytes."""
    case = cases.Case("stargan", size)
    folder = Path(folder)
    cases.photo(case).numpy().astype("<f4").tofile(folder / "photo.f32")
    cases.start(case, 0.05).numpy().astype("<f4").tofile(folder / "start.f32")
    command = [str(ROOT / "benchmarks" / "jmh"), "pair", str(folder), str(size), "cpu", "fp32", "OFF"]
    worker = pair.Worker("cdmaa", [*command, *map(str, manifests)], ROOT)
    for _ in range(steps + 1):
        worker.step()
    peak = worker.ask("memory")["peak"]
    worker.close()
    return {"seconds": statistics.median(worker.seconds[1:]), "peak_bytes": peak}


def domains(given, folder):
    """K = 1 to 13 of AttGAN, whose encoder does not depend on the condition."""
    return [
        {"x": k} | iteration([manifest("attgan", folder, k)], 128, folder, given.steps)
        for k in (1, 2, 4, 8, 13)
    ]


def generators(given, folder):
    """J = 1 to 4 generators of one domain each."""
    paths = [manifest(name, folder, 1) for name in DEMO]
    return [
        {"x": j} | iteration(paths[:j], 128, folder, given.steps) for j in range(1, len(paths) + 1)
    ]


def sizes(given, folder):
    """Pixels of a StarGAN with one domain."""
    rows = []
    for size in (64, 128, 192, 256):
        path = cases.export(cases.Case("stargan", size, 1), folder)
        rows.append({"x": size * size} | iteration([path], size, folder, given.steps))
    return rows


def photos(given, folder):
    """Peak memory after each of many small photos in one run: flat, unless something leaks."""
    import numpy as np
    from PIL import Image

    folder = Path(folder) / "photos"
    folder.mkdir()
    draw = np.random.default_rng(0)
    for number in range(given.count):
        pixels = draw.integers(60, 180, (32, 32, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(folder / f"{number:05d}.png")
    command = [
        str(ROOT / "tools" / "cdmaa"), "protect", str(folder), "--json", "--iterations", "1",
        "-o", str(folder.parent / "out"), "-m", str(manifest("attgan", folder.parent, 1)),
    ]  # fmt: skip
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    peaks = [json.loads(line)["peakMemoryMiB"] for line in run.stdout.splitlines()]
    each = max(1, len(peaks) // 20)
    return [{"x": n, "peak_bytes": peaks[n - 1] << 20} for n in range(each, len(peaks) + 1, each)]


CURVES = {
    "domains": (domains, "domains K (AttGAN)"),
    "generators": (generators, "generators J"),
    "sizes": (sizes, "pixels (StarGAN)"),
    "photos": (photos, "photos in one run"),
}


def panel(rows, title, unit, key, scale, left, top):
    """One plot of 300 x 180 with axes from zero."""
    width, height = 300, 180
    most_x, most_y = max(r["x"] for r in rows), max(r[key] * scale for r in rows)
    points = [
        (left + width * r["x"] / most_x, top + height * (1 - r[key] * scale / (1.1 * most_y)))
        for r in rows
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in points)
    return (
        f'<path d="M{left} {top} V{top + height} H{left + width}" fill="none" stroke="#888"/>'
        f'<polyline points="{line}" fill="none" stroke="#1f5fa8" stroke-width="2"/>{dots}'
        f'<text x="{left + width / 2}" y="{top + height + 18}" text-anchor="middle">{title},'
        f" to {most_x:,}</text>"
        f'<text x="{left}" y="{top - 6}">{unit}, to {most_y:.3g}</text>'
    )


def plot(curves):
    """All curves as one SVG: time on the left, memory on the right."""
    parts, row = [], 0
    for name, rows in curves.items():
        top = 40 + row * 250
        if "seconds" in rows[0]:
            parts.append(panel(rows, CURVES[name][1], "ms an iteration", "seconds", 1e3, 40, top))
        parts.append(panel(rows, CURVES[name][1], "MB at peak", "peak_bytes", 1e-6, 400, top))
        row += 1
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="740" height="{row * 250 + 20}"'
        ' font-family="sans-serif" font-size="12" fill="#222">'
        '<rect width="100%" height="100%" fill="white"/>' + "".join(parts) + "</svg>\n"
    )


def main():
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("curves", nargs="*", help="of " + ", ".join(CURVES))
    parser.add_argument("--steps", type=int, default=5, help="timed iterations per point")
    parser.add_argument("--count", type=int, default=1000, help="photos of the last curve")
    given = parser.parse_args()
    if set(given.curves) - set(CURVES):
        parser.error("no such curve: " + ", ".join(set(given.curves) - set(CURVES)))
    where = machine()
    found = {}
    for name in given.curves or CURVES:
        with tempfile.TemporaryDirectory() as folder:
            found[name] = CURVES[name][0](given, folder)
        print(json.dumps({name: found[name]}), flush=True)
    RESULTS.mkdir(exist_ok=True)
    stem = RESULTS / f"growth-{where['date']}"
    stem.with_suffix(".json").write_text(json.dumps(where | found, indent=1) + "\n")
    stem.with_suffix(".svg").write_text(plot(found))
    print(f"{stem}.json, {stem}.svg")


if __name__ == "__main__":
    main()
