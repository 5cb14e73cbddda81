"""Load and faults: what is lost, who can read what, and whether the service always answers."""

import concurrent.futures
import os
import random
import socket
import time

from . import photos
from .process import BOUNDARY, form

ENDED = ("done", "failed", "cancelled")


def requests(service, count, clients, report):
    """Submits photos from many clients at once, each following its own to the end."""
    counts = {"accepted": 0, "busy": 0, "other": 0, "done": 0, "mixed_up": 0, "guessed": 0}

    def one(number):
        photo = photos.png(number)
        answer = service.submit(f"photo-{number}.png", photo)
        if answer.status == 429:
            return "busy" if int(answer.headers["Retry-After"]) > 0 else "other", None, photo
        return ("accepted", answer.headers["Location"], photo) if answer.status == 202 else ("other", None, photo)

    start = time.monotonic()
    accepted = []
    with concurrent.futures.ThreadPoolExecutor(clients) as pool:
        for kind, job, photo in pool.map(one, range(count)):
            counts[kind] += 1
            if job:
                accepted.append((job, photo))
        for job, photo in accepted:
            if wait(service, job) == "done":
                counts["done"] += 1
            if service.ask("GET", job + "/original").body != photo:
                counts["mixed_up"] += 1
            service.ask("DELETE", job)
        alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        rng = random.Random(1)
        for _ in range(1000):
            guess = "".join(rng.choice(alphabet) for _ in range(27))
            counts["guessed"] += service.ask("GET", f"/api/v1/jobs/{guess}/photo").status != 404
    report("requests", {"sent": count, "clients": clients, **counts, "seconds": round(time.monotonic() - start)})


def wait(service, job, limit=600):
    end = time.monotonic() + limit
    while time.monotonic() < end:
        answer = service.ask("GET", job)
        state = answer.json().get("state") if answer.status == 200 else f"status {answer.status}"
        if state in ENDED or answer.status == 404:
            return state
        time.sleep(0.1)
    return "late"


def broken_uploads(service, count, data, report):
    """Sends uploads that break off, lie about their length or hold no photo."""
    photo = photos.png(1)
    whole = form("x.png", photo, {})
    rng = random.Random(2)
    answers = {}

    def head(length):
        return (f"POST /api/v1/jobs HTTP/1.1\r\nHost: 127.0.0.1:{service.port}\r\n"
                f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {length}\r\n"
                "Connection: close\r\n\r\n").encode()

    def one(number):
        cut = rng.randrange(1, len(whole) - 40)
        kinds = [
            head(len(whole))[: rng.randrange(5, 80)],
            head(len(whole)) + whole[:cut],
            head(cut) + whole[:cut],
            head(len(whole)) + whole.replace(BOUNDARY.encode(), b"other"),
            head(len(form("x.png", photo[:99], {}))) + form("x.png", photo[:99], {}),
            head(1 << 40) + whole,
            head(len(whole)).replace(b"multipart/form-data", b"text/plain") + whole,
            b"\x00\xff" * 50 + b"\r\n\r\n",
        ]
        with socket.create_connection(("127.0.0.1", service.port), timeout=60) as connection:
            try:
                connection.sendall(kinds[number % len(kinds)])
                if number % len(kinds) > 1:
                    status = connection.recv(64).split(b" ")[1:2]
                    return status[0].decode() if status else "closed"
                return "cut off"
            except OSError:
                return "closed"

    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        for kind in pool.map(one, range(count)):
            answers[kind] = answers.get(kind, 0) + 1
    left = leftovers(data)
    report("broken uploads", {"sent": count, "answers": answers, "files_left": left})


def leftovers(data, limit=90):
    """Returns how many files of uploads are left, after the time that an upload may take."""
    end = time.monotonic() + limit
    while True:
        left = sum(len(files) for _, _, files in os.walk(data / "incoming"))
        if left == 0 or time.monotonic() > end:
            return left
        time.sleep(0.2)


def cancelled_jobs(service, count, data, report):
    """Deletes jobs while they wait or run."""
    rng = random.Random(3)
    gone = 0
    for number in range(count):
        answer = service.submit("x.png", photos.png(number))
        assert answer.status == 202, answer.body
        time.sleep(rng.uniform(0, 0.4))
        job = answer.headers["Location"]
        gone += service.ask("DELETE", job).status == 204 and service.ask("GET", job).status == 404
    time.sleep(2)
    left = sum(len(files) for _, _, files in os.walk(data / "jobs"))
    report("cancelled jobs", {"sent": count, "gone": gone, "files_left": left})


def kills(service, count, data, health, report):
    """Kills the process again and again while it works, and looks for every accepted photo at the end."""
    rng = random.Random(4)
    jobs = []
    starts = []
    for number in range(count):
        for i in range(2):
            photo = photos.png(1000 + 2 * number + i)
            answer = service.submit(f"k{number}.png", photo)
            if answer.status == 202:
                jobs.append((answer.headers["Location"], photo))
        time.sleep(rng.uniform(0, 1.5))
        health.watch(False)
        service.kill()
        begin = time.monotonic()
        service.start(ready=False)
        starts.append(time.monotonic() - begin)
        health.watch(True)
    states = {}
    wrong = 0
    for job, photo in jobs:
        state = wait(service, job)
        states[state] = states.get(state, 0) + 1
        wrong += service.ask("GET", job + "/original").body != photo
        service.ask("DELETE", job)
    report("kills", {
        "kills": count,
        "accepted": len(jobs),
        "states": states,
        "mixed_up": wrong,
        "files_left": leftovers(data),
        "median_restart_s": round(sorted(starts)[len(starts) // 2], 1),
    })
