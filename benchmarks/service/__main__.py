"""Runs, in benchmarks/: python -m service [--only NAME ...] [--out FILE]

Needs Python 3.10 and nothing else. Everything stays on the loopback interface, and each part is bounded in count
and time. Under load the service has one of the bundled generators and one iteration, so that its queue, its files and its
restarts are what is measured; the throughput is taken with two generators and more iterations.
"""

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path

from . import load, throughput
from .health import Health
from .process import Service

ONNX = Path(__file__).resolve().parents[2] / "onnx"
PARTS = ("requests", "broken", "cancelled", "kills", "throughput")


def main():
    parser = argparse.ArgumentParser(prog="python -m service", description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, metavar="PART")
    parser.add_argument("--out", type=Path, help="write the figures as JSON")
    parser.add_argument("--port", type=int, default=18080)
    parser.add_argument("--lanes", default="2")
    parser.add_argument("--requests", type=int, default=1000)
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--broken", type=int, default=500)
    parser.add_argument("--cancelled", type=int, default=100)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--iterations", default="10", help="of the throughput's searches")
    parser.add_argument("--photos", type=int, default=6)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()

    folder = Path(tempfile.mkdtemp(prefix="cdmaa-load-"))
    figures = {}

    def report(name, values):
        figures[name] = values
        print(f"{name}: {json.dumps(values)}", flush=True)

    models = [str(ONNX / "stgan"), str(ONNX / "attgan")]

    def service(chosen, iterations, log):
        return Service(
            arguments.port, folder / "data",
            ["--models", *chosen, "--lanes", arguments.lanes, "--iterations", iterations, "--per-client", "100000",
             "--upload-seconds", "20", "--quiet"],
            log)

    with open(folder / "service.log", "w") as log:
        running = None
        try:
            quick = [part for part in arguments.only if part != "throughput"]
            if quick:
                running = service(models[:1], "1", log)
                running.start()
                health = Health(arguments.port)
                health.part("requests")
                health.watch(True)
                if "requests" in quick:
                    load.requests(running, arguments.requests, arguments.clients, report)
                if "broken" in quick:
                    health.part("broken")
                    load.broken_uploads(running, arguments.broken, folder / "data", report)
                if "cancelled" in quick:
                    health.part("cancelled")
                    load.cancelled_jobs(running, arguments.cancelled, folder / "data", report)
                if "kills" in quick:
                    health.part("kills")
                    load.kills(running, arguments.kills, folder / "data", health, report)
                report("health", health.end())
                running.stop()
            if "throughput" in arguments.only:
                running = service(models, arguments.iterations, log)
                running.start()
                throughput.compare(
                    running, models, ["--lanes", arguments.lanes, "--iterations", arguments.iterations],
                    arguments.photos, arguments.rounds, folder, report)
                running.stop()
        finally:
            if running and running.process and running.process.poll() is None:
                running.kill()
            text = (folder / "service.log").read_text()
            if text:
                print(text, file=sys.stderr)
            shutil.rmtree(folder)
    if arguments.out:
        arguments.out.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
