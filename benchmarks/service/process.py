"""A service in a process of its own, on this machine only."""

import http.client
import json
import os
import signal
import subprocess
import time
from pathlib import Path

TOOL = Path(__file__).resolve().parents[2] / "tools" / "cdmaa"
BOUNDARY = "cdmaa-load"


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    def json(self):
        return json.loads(self.body)


class Service:
    """Starts, kills and asks one service on a loopback port."""

    def __init__(self, port, data, options, log):
        self.port = port
        self.command = [str(TOOL), "serve", "--port", str(port), "--data", str(data), *options]
        self.log = log
        self.process = None

    def start(self, ready=True, limit=120):
        self.process = subprocess.Popen(
            self.command, stdout=self.log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        path = "/readyz" if ready else "/healthz"
        end = time.monotonic() + limit
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise RuntimeError(f"the service ended with {self.process.returncode}")
            try:
                if self.ask("GET", path, timeout=2).status == 200:
                    return
            except OSError:
                pass
            time.sleep(0.05)
        raise RuntimeError("the service is not ready in time")

    def kill(self):
        """Ends the process as a crash does."""
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=60)

    def ask(self, method, path, body=None, headers=None, timeout=60):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            response = connection.getresponse()
            return Answer(response.status, dict(response.getheaders()), response.read())
        finally:
            connection.close()

    def submit(self, name, photo, fields=None):
        return self.ask(
            "POST", "/api/v1/jobs", form(name, photo, fields or {}),
            {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"})


def form(name, photo, fields):
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="photo"; filename="{name}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n".encode() + photo]
    for key, value in fields.items():
        parts.append(
            f'\r\n--{BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}'.encode())
    return b"".join(parts) + f"\r\n--{BOUNDARY}--\r\n".encode()
