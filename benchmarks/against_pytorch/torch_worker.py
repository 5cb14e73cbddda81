"""CDMAA in PyTorch, one iteration per line that comes in; see pair.py for the protocol.

  python -m against_pytorch.torch_worker eager|channels_last|compile CASE[,CASE...]
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

    def __init__(self, variant, group):
        self.variant = variant
        self.photo = self.layout(cases.photo(group[0]))
        self.x = self.layout(cases.start(group[0], EPSILON))
        self.low = (self.photo - EPSILON).clamp(min=-1)
        self.high = (self.photo + EPSILON).clamp(max=1)
        self.runs = []
        for case in group:
            module = cases.build(case)
            if variant != "eager":
                module = module.to(memory_format=torch.channels_last)
            rows = cases.conditions(module, case)
            forward = torch.compile(module) if variant == "compile" else module
            with torch.no_grad():
                reference = self.fakes(module, rows, case, self.photo)
            self.runs.append((forward, rows, case, reference))

    def layout(self, image):
        """Channels last, unless the variant is plain eager."""
        if self.variant == "eager":
            return image
        return image.contiguous(memory_format=torch.channels_last)

    def fakes(self, module, rows, case, x):
        """The fakes of x under all domains."""
        images = self.layout(x.expand(case.domains, -1, -1, -1))
        return module(images) if rows is None else module(images, rows)

    def step(self):
        """One iteration; returns the losses of every domain."""
        gradients, losses = [], []
        for module, rows, case, reference in self.runs:
            x = self.x.detach().requires_grad_(True)
            each = (self.fakes(module, rows, case, x) - reference).square().mean(dim=(1, 2, 3))
            (gradient,) = torch.autograd.grad(each.mean(), x)
            gradients.append(gradient.flatten())
            losses.append(each.detach().tolist())
        matrix = torch.stack(gradients)
        penalty = np.array([np.mean(each) + XI for each in losses])
        gram = (matrix @ matrix.T).double().numpy() * np.outer(penalty, penalty)
        factors = torch.from_numpy(least_norm(gram) * penalty).float()
        direction = (factors / factors.max()) @ matrix
        moved = self.x + STEP * direction.view_as(self.x).sign()
        self.x = self.layout(moved.clamp(self.low, self.high))
        return losses


def main():
    """Answers one JSON line per command line."""
    variant, names = sys.argv[1], sys.argv[2].split(",")
    group = [cases.CASES[name] for name in names]
    attack = Attack(variant, group)
    print(json.dumps({"ready": True, "threads": torch.get_num_threads()}), flush=True)
    for line in sys.stdin:
        command = line.split()
        if command[0] == "step":
            began = time.perf_counter()
            losses = attack.step()
            answer = {"seconds": time.perf_counter() - began, "losses": losses}
        elif command[0] == "save":
            attack.x.contiguous().numpy().astype("<f4").tofile(command[1])
            answer = {}
        else:
            answer = {"peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
