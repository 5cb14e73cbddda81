"""CDMAA in PyTorch, one iteration per line that comes in; see pair.py for the protocol.

  python -m against_pytorch.torch_worker eager|channels_last|compile DEVICE PRECISION CASE[,CASE...]

DEVICE is cpu or cuda; PRECISION fp32, tf32 (CUDA), fp16 (autocast, with the loss scaled by 2^16),
bf16 (autocast) or fp64, which is what others are measured against.
"""

import itertools
import json
import resource
import sys
import time

import numpy as np
import torch

from . import cases

EPSILON, STEP, XI = 0.05, 0.01, 1e-10
LOSS_SCALE = 2.0**16
HALVES = {"fp16": torch.float16, "bf16": torch.bfloat16}


def least_norm(gram):
    """The weights of the shortest point of the convex hull: the best face of all (J is small)."""
    count = len(gram)
    best, weights = float("inf"), None
    for size in range(1, count + 1):
        for face in itertools.combinations(range(count), size):
            part = gram[np.ix_(face, face)]
            try:
                solution = np.linalg.solve(part / part.max(), np.ones(size))
            except np.linalg.LinAlgError:
                continue
            if solution.sum() <= 0 or (solution < 0).any():
                continue
            solution /= solution.sum()
            norm = solution @ part @ solution
            if norm < best:
                best, weights = norm, np.zeros(count)
                weights[list(face)] = solution
    return weights


class Attack:
    """I-FGSM on the penalty-regularised MGDA direction over generators, uniform over domains."""

    def __init__(self, variant, device, precision, group):
        self.variant, self.device, self.precision = variant, device, precision
        self.dtype = torch.float64 if precision == "fp64" else torch.float32
        torch.backends.cuda.matmul.allow_tf32 = precision == "tf32"
        torch.backends.cudnn.allow_tf32 = precision == "tf32"
        torch.backends.cudnn.benchmark = True
        self.photo = self.layout(cases.photo(group[0]))
        self.x = self.layout(cases.start(group[0], EPSILON))
        self.low = (self.photo - EPSILON).clamp(min=-1)
        self.high = (self.photo + EPSILON).clamp(max=1)
        self.runs = []
        for case in group:
            module = cases.build(case).to(device, self.dtype)
            if variant != "eager":
                module = module.to(memory_format=torch.channels_last)
            rows = cases.conditions(module, case)
            rows = None if rows is None else rows.to(device, self.dtype)
            forward = torch.compile(module) if variant == "compile" else module
            with torch.no_grad():
                reference = self.fakes(module, rows, case, self.photo)
            self.runs.append((forward, rows, case, reference))

    def layout(self, image):
        """On the device; channels last, unless the variant is plain eager."""
        image = image.to(self.device, self.dtype)
        if self.variant == "eager":
            return image
        return image.contiguous(memory_format=torch.channels_last)

    def fakes(self, module, rows, case, x):
        """The fakes of x under all domains."""
        images = self.layout(x.expand(case.domains, -1, -1, -1))
        half = HALVES.get(self.precision)
        with torch.autocast(self.device, half or torch.bfloat16, enabled=half is not None):
            fakes = module(images) if rows is None else module(images, rows)
        return fakes.to(self.dtype)

    def gradients(self):
        """Losses of every domain, and the gradient of each generator's mean as a row."""
        gradients, losses = [], []
        scale = LOSS_SCALE if self.precision == "fp16" else 1
        for module, rows, case, reference in self.runs:
            x = self.x.detach().requires_grad_(True)
            each = (self.fakes(module, rows, case, x) - reference).square().mean(dim=(1, 2, 3))
            (gradient,) = torch.autograd.grad(each.mean() * scale, x)
            gradients.append(gradient.flatten() / scale)
            losses.append(each.detach().tolist())
        return losses, torch.stack(gradients)

    def step(self):
        """One iteration; returns the losses of every domain."""
        losses, matrix = self.gradients()
        penalty = np.array([np.mean(each) + XI for each in losses])
        gram = (matrix @ matrix.T).double().cpu().numpy() * np.outer(penalty, penalty)
        factors = torch.from_numpy(least_norm(gram) * penalty).to(matrix)
        direction = (factors / factors.max()) @ matrix
        moved = self.x + STEP * direction.view_as(self.x).sign()
        self.x = self.layout(moved.clamp(self.low, self.high))
        if self.device == "cuda":
            torch.cuda.synchronize()
        return losses

    def peak(self):
        """Most bytes ever held, by the process or, on CUDA, by PyTorch's allocator on the card."""
        if self.device == "cuda":
            return torch.cuda.max_memory_reserved()
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def save(tensor, file):
    """Raw float32."""
    tensor.contiguous().cpu().numpy().astype("<f4").tofile(file)


def main():
    """Answers one JSON line per command line."""
    variant, device, precision, names = sys.argv[1:]
    group = [cases.CASES[name] for name in names.split(",")]
    attack = Attack(variant, device, precision, group)
    print(json.dumps({"ready": True, "threads": torch.get_num_threads()}), flush=True)
    for line in sys.stdin:
        command = line.split()
        if command[0] == "step":
            began = time.perf_counter()
            losses = attack.step()
            answer = {"seconds": time.perf_counter() - began, "losses": losses}
        elif command[0] == "gradient":
            losses, matrix = attack.gradients()
            save(matrix, command[1])
            answer = {"losses": losses}
        elif command[0] == "save":
            save(attack.x, command[1])
            answer = {}
        else:
            answer = {"peak": attack.peak()}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
