"""Runs, in benchmarks/: python -m spark [--photos N] [--rounds N] [--out FILE]

Needs Python 3.10 and nothing else; tools/cdmaa builds the job and fetches Spark the first time. Each figure of a photo is
the difference of two runs, of 1 photo a worker and of some more, so that no start counts. CPU time is that of all processes
of a run.
"""

import argparse
import json
import os
import re
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from service import photos

from .usage import Run

TOOL = Path(__file__).resolve().parents[2] / "tools" / "cdmaa"
ONNX = Path(__file__).resolve().parents[2] / "onnx"


class Bench:
    def __init__(self, folder, models, iterations):
        self.folder = folder
        self.options = ["--models", *models, "--iterations", str(iterations), "--arithmetic", "plain", "--threads", "1"]

    def protect(self, count):
        self._write(count)
        return self._run(["protect", str(self.folder / "photos"), *self.options, "-o", str(self.folder / "out")])

    def cluster(self, count, workers):
        self._write(count)
        return self._run([
            "cluster", "--workers", str(workers), "--cores", "1", "--photos", str(self.folder / "photos"),
            *self.options, "--output", str(self.folder / "out"), "--verdicts", str(self.folder / "verdicts")])

    def _write(self, count):
        for name in ("photos", "out", "verdicts"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
        (self.folder / "photos").mkdir()
        for number in range(count):
            (self.folder / "photos" / f"{number}.png").write_bytes(photos.png(number, 128))

    @staticmethod
    def _run(arguments):
        run = Run([str(TOOL), *arguments])
        if run.code not in (0, 3):
            sys.exit(run.output)
        return run


def median(values):
    return round(statistics.median(values), 2)


def main():
    parser = argparse.ArgumentParser(prog="python -m spark", description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, help="write the figures as JSON")
    parser.add_argument("--iterations", type=int, default=50)
    parser.add_argument("--photos", type=int, default=8, help="photos beside the first ones")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--models", nargs="+", default=["attgan", "stgan"], help="bundled generators")
    parser.add_argument("--one-worker", action="store_true", help="leave out the comparison of two workers with one")
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="cdmaa-spark-bench-"))
    bench = Bench(folder, [str(ONNX / name) for name in arguments.models], arguments.iterations)
    more = arguments.photos
    cpu = {"protect": [], "spark": []}
    start = {"protect": [], "spark": []}
    ratios, speed, waits = [], [], []
    try:
        # The first start builds the job and fetches Spark.
        bench.protect(1)
        bench.cluster(1, 1)
        for _ in range(arguments.rounds):
            load = os.getloadavg()[0]
            one, many = bench.protect(1), bench.protect(1 + more)
            cpu["protect"].append((many.seconds() - one.seconds()) / more)
            start["protect"].append(one.seconds() - cpu["protect"][-1])
            first, all_of_them = bench.cluster(1, 1), bench.cluster(1 + more, 1)
            cpu["spark"].append((all_of_them.seconds() - first.seconds()) / more)
            start["spark"].append(first.seconds() - cpu["spark"][-1])
            ratios.append(cpu["spark"][-1] / cpu["protect"][-1])
            # The first photo of an executor waits for the jar, the models and the sessions.
            seconds = [float(s) for s in re.findall(r"\(([0-9.]+) s\)$", all_of_them.output, re.MULTILINE)]
            waits.append(seconds[0] - statistics.median(seconds[1:]))
            line = {"load": round(load, 1), "ratio": round(ratios[-1], 3)}
            if not arguments.one_worker:
                pair, pairs = bench.cluster(2, 2), bench.cluster(2 + 2 * more, 2)
                alone = (all_of_them.wall - first.wall) / more
                together = (pairs.wall - pair.wall) / (2 * more)
                speed.append(alone / together)
                line["two workers"] = round(speed[-1], 2)
            print(json.dumps(line), flush=True)
        figures = {
            "photos": more,
            "rounds": arguments.rounds,
            "protect_cpu_s_per_photo": median(cpu["protect"]),
            "spark_cpu_s_per_photo": median(cpu["spark"]),
            "spark_over_protect": median(ratios),
            "protect_start_cpu_s": median(start["protect"]),
            "spark_start_cpu_s": median(start["spark"]),
            "first_photo_of_an_executor_s": median(waits),
        }
        if speed:
            figures["two_workers_over_one"] = median(speed)
        print(json.dumps(figures))
        if arguments.out:
            arguments.out.write_text(json.dumps(figures, indent=2) + "\n")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
