"""Asks a service all the time whether it lives, and keeps how long each answer took.

It does so in a process of its own, so that the clients of the load do not delay it, and asks a peer in turns: a server
of Python's standard library that does nothing else. What both have in common is the machine's.
"""

import http.client
import http.server
import multiprocessing
import time

PAUSE = 0.02


class _Peer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"up")

    def log_message(self, *arguments):
        pass


def _serve(port):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Peer)
    port.send(server.server_address[1])
    server.serve_forever()


def _ask(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    start = time.monotonic()
    try:
        connection.request("GET", "/healthz")
        response = connection.getresponse()
        response.read()
        good = response.status == 200
    except OSError:
        good = False
    finally:
        connection.close()
    return start, time.monotonic() - start, good


def _watch(port, peer, on, end, answers):
    taken = []
    while not end.is_set():
        if on.is_set():
            answer = _ask(port)
            beside = _ask(peer)
            if on.is_set():
                taken.append((*answer, beside[1]))
        time.sleep(PAUSE)
    answers.send(taken)


class Health:
    def __init__(self, port):
        own, others = multiprocessing.Pipe()
        self._peer = multiprocessing.Process(target=_serve, args=(others,), daemon=True)
        self._peer.start()
        self._on = multiprocessing.Event()
        self._end = multiprocessing.Event()
        self._answers, answers = multiprocessing.Pipe()
        self._process = multiprocessing.Process(
            target=_watch, args=(port, own.recv(), self._on, self._end, answers), daemon=True)
        self._process.start()
        self._parts = []

    def part(self, name):
        """Counts what follows under a name."""
        self._parts.append((time.monotonic(), name))

    def watch(self, on):
        """Counts from now on, or no longer, as while the process is down."""
        (self._on.set if on else self._on.clear)()

    def end(self):
        self._end.set()
        answers = self._answers.recv()
        self._process.join()
        self._peer.terminate()
        self._peer.join()
        parts = {name: ([], []) for _, name in self._parts}
        for start, took, _, beside in answers:
            name = [name for since, name in self._parts if since <= start][-1]
            parts[name][0].append(took)
            parts[name][1].append(beside)
        return {
            "asked": len(answers),
            "failed": sum(not good for _, _, good, _ in answers),
            "service": _figures([took for _, took, _, _ in answers]),
            "peer": _figures([beside for _, _, _, beside in answers]),
            "slowest_ms": {name: _ms(max(took)) for name, (took, _) in parts.items() if took},
            "peers_slowest_ms": {name: _ms(max(beside)) for name, (_, beside) in parts.items() if beside},
        }


def _figures(times):
    ordered = sorted(times)
    return {
        "median_ms": _ms(ordered[len(ordered) // 2]),
        "p99_ms": _ms(ordered[len(ordered) * 99 // 100]),
        "over_a_second": sum(took > 1 for took in ordered),
    }


def _ms(seconds):
    return round(1000 * seconds, 1)
