"""The product's gradient at every precision against PyTorch in float64 and against its own on the CPU."""

from pathlib import Path

import numpy as np

from against_pytorch import pair

# Cosine and relative difference of norms against PyTorch's float64 gradient, and of losses. Float32's own
# gradients of these ReLU networks differ by up to 2.5e-3 (benchmarks/README.md); TensorFloat-32 and float16
# keep 10 fraction bits.
GATES = {
    "fp32": {"cosine": 0.9999, "norm": 1e-2, "losses": 1e-3, "signs": 0.995},
    "tf32": {"cosine": 0.999, "norm": 2e-2, "losses": 1e-2, "signs": 0.97},
    "fp16": {"cosine": 0.99, "norm": 5e-2, "losses": 1e-2, "signs": 0.95},
}


def asked(worker, file):
    """A worker's losses and gradient; it ends."""
    losses = worker.ask(f"gradient {file}")["losses"]
    worker.close()
    return np.concatenate(losses), np.fromfile(file, "<f4").astype(np.float64)


def compared(found, truth):
    """How a gradient and losses differ from the true ones."""
    losses, gradient = found
    true_losses, true = truth
    norm, true_norm = np.linalg.norm(gradient), np.linalg.norm(true)
    return {
        "cosine": float(gradient @ true / (norm * true_norm)),
        "norm": float(abs(norm / true_norm - 1)),
        "relative_l2": float(np.linalg.norm(gradient - true) / true_norm),
        "signs": float((np.sign(gradient) == np.sign(true)).mean()),
        "losses": float(np.max(np.abs(losses - true_losses) / true_losses)),
    }


def passes(row, precision):
    """Whether a row is within its precision's gates; what is no number is not."""
    gate = GATES[precision]
    above = all(row[key] >= gate[key] for key in ("cosine", "signs"))
    return above and all(row[key] <= gate[key] for key in ("norm", "losses"))


def check(name, exports, product, device, precisions):
    """One case: rows of who, against whom, at which precision, how different, and whether it passes."""
    exports = Path(exports)
    file = exports / "gradient.f32"

    def product_side(where, precision):
        worker = pair.product_worker([name], exports, "OFF", where, precision, product)
        return asked(worker, file)

    truth = asked(pair.torch_worker("eager", [name], "cpu", "fp64"), file)
    on_cpu = product_side("cpu", "fp32")
    rows = [("cdmaa cpu fp32", "PyTorch fp64", "fp32", compared(on_cpu, truth))]
    for precision in precisions:
        who = f"cdmaa {device} {precision}"
        found = product_side(device, precision)
        rows.append((who, "PyTorch fp64", precision, compared(found, truth)))
        rows.append((who, "cdmaa cpu fp32", precision, compared(found, on_cpu)))
        peer = asked(pair.torch_worker("eager", [name], device, precision), file)
        rows.append(
            (f"PyTorch {device} {precision}", "PyTorch fp64", precision, compared(peer, truth))
        )
    return [
        {"case": name, "who": who, "against": against, "precision": precision, **row}
        | {"passes": passes(row, precision)}
        for who, against, precision, row in rows
    ]
