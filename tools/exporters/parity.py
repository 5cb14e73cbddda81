"""Writes a generator at its real size, with random weights, and reference values for its gradient.

  python -m exporters.parity stargan --size 128 --out /tmp/parity/stargan

(run in tools/) writes model.onnx, model.yaml and a reference:

  reference.json   shapes and files of the arrays, losses, and PyTorch's own float32 error
  image.f32        the photo x [1,3,H,W] at which the gradient is taken
  condition.f32    conditions [K,C], if there are any
  reference.f32    reference fakes [K,3,H,W]: those of a second photo near x
  losses.f64       mean((G(x, c_k) - reference_k)^2) [K]
  gradient.f64     of the mean over k of the losses, with respect to x, in float64 autograd

All little-endian. --smooth replaces ReLU and LeakyReLU by Tanh: without kinks, exactness shows.
"""

import argparse
import json
import resource
import sys
import time
from pathlib import Path

import numpy as np
import torch

from . import initialise, registry
from .compare import agreement

# What the official training uses; None: the generator's default.
REAL = {
    "stargan": (128, {}),
    "attgan": (128, {"inject_layers": 1}),
    "stgan": (128, {"attr_dim": 5}),
    "ugatit": (256, {"light": True}),
    "cyclegan": (256, {}),
    "pix2pix": (256, {}),
    "ganimation": (128, {}),
    "starganv2": (256, {}),
}
# Distance of the second photo: large enough that the difference of fakes is no rounding error.
NEARNESS = 0.5


def conditions(generator, domains):
    """K conditions, float32: seeded, at the scale of labels."""
    size = getattr(generator, "condition_size", 0)
    if not size:
        return None
    draw = torch.Generator().manual_seed(11)
    return torch.rand(domains, size, generator=draw).mul(2).sub(1)


def reference(generator, photo, rows, precision):
    """Losses and gradient in the given precision; one domain after the other, to save memory."""
    generator = generator.to(precision)
    x = photo["image"].detach().clone().to(precision).requires_grad_()
    gradient, losses = torch.zeros_like(x), []
    for k in range(rows):
        arguments = (x,)
        if photo["condition"] is not None:
            arguments += (photo["condition"][k : k + 1].to(precision),)
        fake = generator(*arguments)
        loss = (fake - photo["reference"][k : k + 1].to(precision)).square().mean()
        gradient += torch.autograd.grad(loss, x)[0] / rows
        losses.append(loss.item())
    return np.array(losses), gradient.double().numpy()


def write(architecture, out, size=None, domains=2, smooth=False, seed=0, arguments=None):
    """Writes everything; returns the reference.json's content."""
    out = Path(out)
    real_size, real_arguments = REAL[architecture]
    size = size or real_size
    arguments = {**real_arguments, **(arguments or {})}
    if architecture == "ugatit":
        arguments["img_size"] = size
    generator = initialise.randomly(architecture, size, seed, smooth, **arguments)
    condition = conditions(generator, domains)
    rows = 1 if condition is None else domains
    named = [] if condition is None else [
        (f"domain {k}", [round(float(v), 6) for v in row]) for k, row in enumerate(condition)
    ]
    if named:  # exactly what the manifest says
        condition = torch.tensor([value for _, value in named])
    options = registry.Options(size=size, domains=tuple(named), name="model")
    path, forward = registry.export(architecture, generator, out, options)

    image, other = (initialise.pictures(1, size, seed + 100 + i) for i in range(2))
    near = (image + NEARNESS * other).clamp(-1, 1)
    with torch.no_grad():
        double = generator.double()
        fakes = [
            double(near.double(), *([] if condition is None else [condition[k : k + 1].double()]))
            for k in range(rows)
        ]
    photo = {"image": image, "condition": condition, "reference": torch.cat(fakes).float()}
    started = time.time()
    losses, gradient = reference(generator, photo, rows, torch.float64)
    _, single = reference(generator, photo, rows, torch.float32)

    arrays = {
        "image": image.numpy(),
        "reference": photo["reference"].numpy(),
        "losses": losses,
        "gradient": gradient,
    }
    if condition is not None:
        arrays["condition"] = condition.numpy()
    description = {
        "architecture": architecture,
        "size": size,
        "smooth": smooth,
        "model": path.name,
        "forward_difference": forward,
        "arrays": {},
        "losses": losses.tolist(),
        "torch_float32": agreement(single, gradient),
        "seconds": round(time.time() - started, 1),
    }
    for name, array in arrays.items():
        dtype = "<f8" if array.dtype == np.float64 else "<f4"
        file = f"{name}.{'f64' if dtype == '<f8' else 'f32'}"
        array.astype(dtype).tofile(out / file)
        description["arrays"][name] = {"file": file, "dtype": dtype, "shape": list(array.shape)}
    (out / "reference.json").write_text(json.dumps(description, indent=2) + "\n")
    return description


def main(arguments=None):
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("architecture", choices=list(REAL))
    parser.add_argument("--size", type=int, help="pixels (default: the real size)")
    parser.add_argument("--domains", type=int, default=2, metavar="K")
    parser.add_argument("--smooth", action="store_true", help="ReLU and LeakyReLU become Tanh")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--arguments", type=json.loads, default={}, help="JSON for the generator")
    parser.add_argument("--out", required=True)
    given = parser.parse_args(arguments)
    description = write(
        given.architecture,
        given.out,
        given.size,
        given.domains,
        given.smooth,
        given.seed,
        given.arguments,
    )
    del description["arrays"]
    description["memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps(description))
    return 0


if __name__ == "__main__":
    sys.exit(main())
