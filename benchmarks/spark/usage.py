"""CPU time of a command and of all processes that it starts, also of those that are killed."""

import os
import subprocess
import threading
import time
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


class Run:
    """A command that has ended."""

    def __init__(self, command, environment=None, interval=0.1):
        self.cpu = {}
        start = time.monotonic()
        process = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        over = threading.Event()
        watch = threading.Thread(target=self._watch, args=(process.pid, over, interval), daemon=True)
        watch.start()
        self.output, _ = process.communicate()
        over.set()
        watch.join()
        self.wall = time.monotonic() - start
        self.code = process.returncode

    def seconds(self):
        return sum(self.cpu.values())

    def _watch(self, root, over, interval):
        known = {root}
        while not over.wait(interval):
            for pid, parent, ticks in _processes():
                # A process whose parent ended before it keeps its place in the sum.
                if pid in known or parent in known:
                    known.add(pid)
                    self.cpu[pid] = ticks / TICKS


def _processes():
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
                yield int(entry.name), int(fields[1]), int(fields[11]) + int(fields[12])
            except (OSError, IndexError):
                continue
