"""Photos per minute of the service against those of the command protect, in turns."""

import shutil
import statistics
import subprocess
import time

from . import photos
from .load import wait
from .process import TOOL


def compare(service, models, options, count, rounds, folder, report):
    """Takes the time of count more photos from both, so that neither counts its start."""
    ratios = []
    times = {"protect": [], "service": []}
    for _ in range(rounds):
        command = _command(models, options, count + 1, folder) - _command(models, options, 1, folder)
        served = _served(service, count + 1) - _served(service, 1)
        times["protect"].append(command / count)
        times["service"].append(served / count)
        ratios.append(command / served)
    report("throughput", {
        "photos": count,
        "rounds": rounds,
        "protect_s_per_photo": round(statistics.median(times["protect"]), 2),
        "service_s_per_photo": round(statistics.median(times["service"]), 2),
        "service_over_protect": round(statistics.median(ratios), 2),
    })


def _command(models, options, count, folder):
    inputs = folder / "photos"
    shutil.rmtree(inputs, ignore_errors=True)
    inputs.mkdir()
    for number in range(count):
        (inputs / f"{number}.png").write_bytes(photos.png(number, 128))
    output = folder / "protected"
    shutil.rmtree(output, ignore_errors=True)
    start = time.monotonic()
    done = subprocess.run(
        [str(TOOL), "protect", str(inputs), "--models", *models, *options, "--after", "jpeg:85", "-o", str(output),
         "--quiet"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)
    assert done.returncode in (0, 3), done.returncode
    return time.monotonic() - start


def _served(service, count):
    pictures = [photos.png(number, 128) for number in range(count)]
    start = time.monotonic()
    jobs = [service.submit("x.png", photo).headers["Location"] for photo in pictures]
    for job in jobs:
        assert wait(service, job) == "done"
    taken = time.monotonic() - start
    for job in jobs:
        service.ask("DELETE", job)
    return taken
