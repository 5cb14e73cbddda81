"""The GFLOP/s that a machine reaches in each precision, by which those of a side are judged.

PyTorch multiplies two large matrices, and convolves as StarGAN's residual blocks do (3x3, 256
channels, channels last); the faster of the two counts. Both are needed: on processors of AMD,
PyTorch's products in fp32 reach less than half of its convolutions' speed.
"""

import time

import torch

SIZE, ROUNDS = 2048, 7
TYPES = {"fp16": torch.float16, "bf16": torch.bfloat16}


def peak(precision, device="cpu"):
    """GFLOP/s in one precision, on the default threads."""
    torch.backends.cuda.matmul.allow_tf32 = precision == "tf32"
    torch.backends.cudnn.allow_tf32 = precision == "tf32"
    kind = TYPES.get(precision, torch.float32)
    return max(product(kind, device), convolution(kind, device))


def product(kind, device):
    """GFLOP/s of a product of two square matrices."""
    a, b = (torch.rand(SIZE, SIZE, device=device).to(kind) for _ in "ab")
    return 2 * SIZE**3 / fastest(lambda: a @ b, device) / 1e9


def convolution(kind, device, rows=5, channels=256, edge=32):
    """GFLOP/s of a convolution, by its plain arithmetic."""
    layer = torch.nn.Conv2d(channels, channels, 3, padding=1, bias=False).to(device, kind)
    layer = layer.to(memory_format=torch.channels_last)
    x = torch.rand(rows, channels, edge, edge, device=device).to(kind)
    x = x.contiguous(memory_format=torch.channels_last)
    with torch.no_grad():
        seconds = fastest(lambda: layer(x), device)
    return 2 * 9 * channels**2 * edge**2 * rows / seconds / 1e9


def fastest(work, device):
    """Seconds of the fastest of several rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        if device == "cuda":
            torch.cuda.synchronize()
        best = min(best, time.perf_counter() - began)
    return best
