"""What benchmarks/gpu decides, where no GPU is needed for it."""

import http.server
import math
import os
import sys
import threading
import zipfile
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

pytest.importorskip("torch")

from gpu import correctness, exports, libraries, measure, member, photos, report  # noqa: E402  (needs the path above)


def test_a_library_that_is_nowhere_is_named(monkeypatch, tmp_path):
    (tmp_path / "libhere.so.9").touch()
    monkeypatch.setenv("LD_LIBRARY_PATH", str(tmp_path))
    found, missing = libraries.search_path(["libhere.so.9", "libnowhere.so.13", "libc.so.6"])
    assert str(tmp_path) in found
    assert missing == ["libnowhere.so.13"]


def test_a_missing_module_is_named(monkeypatch):
    monkeypatch.setattr(libraries, "MODULES", ("json", "no_such_module_here"))
    assert libraries.modules() == ["no_such_module_here"]


def outcome(gradient, loss=1.0):
    return np.array([loss]), np.array(gradient, float)


@pytest.mark.parametrize(
    ("found", "precision", "good"),
    [
        (outcome([1, -2, 3]), "fp32", True),
        (outcome([1, -2, 3.1]), "fp32", False),
        (outcome([1, -2, 3.1]), "fp16", True),
        (outcome([1, -2, -3]), "fp16", False),
        (outcome([2, -4, 6]), "fp16", False),
        (outcome([1, -2, 3], 1.1), "fp16", False),
        (outcome([1, -2, math.nan]), "fp16", False),
        (outcome([1, -2, 3], math.nan), "fp32", False),
    ],
)
def test_the_gates_pass_what_agrees_only(found, precision, good):
    assert correctness.passes(correctness.compared(found, outcome([1, -2, 3])), precision) == good


def test_weights_agree_up_to_rounding():
    ours = {"sum": 3.0, "magnitudes": 1e4}
    assert exports.agree(ours, {"sum": 3.01, "magnitudes": 1e4})
    assert not exports.agree(ours, {"sum": 8.0, "magnitudes": 1e4})


def test_losses_are_found_in_the_tools_answer():
    answer = '{"file": "a.png", "verdict": {"generators": [{"name": "g", "averageLoss": 0.5}]}}\n'
    assert photos.averages(answer) == {"g": 0.5}
    assert photos.worst({"g": 0.55}, {"g": 0.5}) == pytest.approx(0.1)


def test_a_failed_gate_is_reported_and_fails_the_run():
    good = correctness.compared(outcome([1, 2]), outcome([1, 2]))
    rows = [
        {"case": "c", "who": who, "against": "b", "precision": "fp32", "passes": passes, **good}
        for who, passes in (("cdmaa cuda fp32", False), ("PyTorch cuda fp32", False), ("x", True))
    ]
    results = {"date": "now", "device": "cuda", "torch": "2", "correctness": rows}
    assert measure.failures(results) == rows[:1]
    assert "| cdmaa cuda fp32 | b | 1 | 0 | 1 | 0 | **no** |" in report.markdown(results)


class Ranges(http.server.SimpleHTTPRequestHandler):
    """Serves parts of files, and counts their bytes."""

    sent = 0

    def do_GET(self):
        first, last = map(int, self.headers["Range"].removeprefix("bytes=").split("-"))
        content = Path(self.translate_path(self.path)).read_bytes()[first : last + 1]
        Ranges.sent += len(content)
        self.send_response(206)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments):
        pass


def test_one_member_of_a_remote_archive_is_taken_without_the_rest(monkeypatch, tmp_path):
    with zipfile.ZipFile(tmp_path / "large.jar", "w") as archive:
        archive.writestr("large", os.urandom(1_000_000))
        archive.writestr("small", b"content")
    monkeypatch.chdir(tmp_path)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Ranges)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/large.jar"
    monkeypatch.setattr(sys, "argv", ["member.py", url, "small", str(tmp_path / "taken")])
    member.main()
    server.shutdown()
    assert (tmp_path / "taken").read_bytes() == b"content"
    assert Ranges.sent < 200_000
