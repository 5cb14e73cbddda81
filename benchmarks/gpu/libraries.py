"""Finds what CUDA needs, and names what is missing."""

import ctypes
import glob
import importlib.util
import os
import site
import subprocess
import sys

MODULES = ("torch", "numpy", "onnx", "onnxruntime", "yaml")

# Where CUDA and cuDNN lie: as PyTorch's wheels bring them, as NVIDIA's installers do, as systems do.
PLACES = (
    "nvidia/*/lib",
    "nvidia/*/*/lib",
    "torch/lib",
)
SYSTEM = (
    "/usr/local/cuda*/lib64",
    "/usr/local/cuda*/targets/x86_64-linux/lib",
    "/usr/local/nvidia/lib64",
    "/usr/lib/x86_64-linux-gnu",
    "/usr/lib64",
)


def folders():
    """Folders that may hold libraries, those of the environment first."""
    bases = [*site.getsitepackages(), site.getusersitepackages(), *sys.path]
    patterns = [os.path.join(base, place) for base in bases if base for place in PLACES]
    given = [part for part in os.environ.get("LD_LIBRARY_PATH", "").split(":") if part]
    found = [folder for pattern in (*patterns, *SYSTEM) for folder in sorted(glob.glob(pattern))]
    return list(dict.fromkeys([*given, *found]))


def loads(library):
    """Whether the system's own search finds a library; asked in a process of its own."""
    command = [sys.executable, "-c", "import ctypes, sys; ctypes.CDLL(sys.argv[1])", library]
    return subprocess.run(command, capture_output=True).returncode == 0


def search_path(needs):
    """The folders that hold needed libraries, for LD_LIBRARY_PATH, and what is nowhere."""
    chosen, missing = [], []
    for library in needs:
        place = next((f for f in folders() if os.path.exists(os.path.join(f, library))), None)
        if place:
            chosen.append(place)
        elif not loads(library):
            missing.append(library)
    return list(dict.fromkeys(chosen)), missing


def driver():
    """What keeps the driver from working, or nothing."""
    try:
        ctypes.CDLL("libcuda.so.1")
    except OSError as error:
        return f"the NVIDIA driver is missing: {error}"
    return None


def modules():
    """Python modules that are missing."""
    return [name for name in MODULES if importlib.util.find_spec(name) is None]


def card():
    """Name, driver and memory of the first GPU, as nvidia-smi tells."""
    query = ["nvidia-smi", "--query-gpu=name,driver_version,memory.total", "--format=csv,noheader"]
    try:
        return subprocess.run(query, capture_output=True, text=True).stdout.strip() or "unknown"
    except OSError:
        return "unknown"
