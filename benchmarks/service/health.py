"""Asks a service all the time whether it lives, and keeps how long each answer took."""

import threading
import time


class Health:
    PAUSE = 0.02

    def __init__(self, service):
        self._service = service
        self._times = {}
        self._part = ""
        self._failures = 0
        self._on = threading.Event()
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def part(self, name):
        """Counts what follows under a name."""
        self._part = name
        self._times.setdefault(name, [])

    def watch(self, on):
        """Counts from now on, or no longer, as while the process is down."""
        (self._on.set if on else self._on.clear)()

    def _run(self):
        while not self._end.is_set():
            if self._on.is_set():
                start = time.monotonic()
                try:
                    good = self._service.ask("GET", "/healthz", timeout=30).status == 200
                except OSError:
                    good = False
                took = time.monotonic() - start
                if self._on.is_set():
                    self._times[self._part].append(took)
                    self._failures += not good
            time.sleep(self.PAUSE)

    def end(self):
        self._end.set()
        self._thread.join()
        times = sorted(took for part in self._times.values() for took in part)
        return {
            "asked": len(times),
            "failed": self._failures,
            "median_ms": round(1000 * times[len(times) // 2], 1),
            "p99_ms": round(1000 * times[len(times) * 99 // 100], 1),
            "slowest_ms": {name: round(1000 * max(part), 1) for name, part in self._times.items()},
        }
