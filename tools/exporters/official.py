"""Seeded checkpoints as the official code saves them, exported, with what PyTorch makes of them.

  python -m exporters.official stargan attgan --out /tmp/official     (in tools/; default: all)

For each architecture, at a small size and width (--real: at those of the publication), writes below
OUT/NAME the checkpoint, the model and manifest that `export.py` makes of it, and

  reference.json   shapes and files of the arrays; titles and conditions of the domains
  near.f32         a photo [1,3,H,W]
  fakes.f32        PyTorch's fakes of it, one per domain [K,3,H,W]
  image.f32        the photo at which the gradient is taken
  losses.f64       mean((G(image, c_k) - fakes_k)^2) [K]
  gradient.f64     of the mean over k of the losses, in float64 autograd

All little-endian.
"""

import argparse
import contextlib
import io
import json
import sys
from pathlib import Path

import numpy as np
import torch

from . import cli, initialise, parity, registry, starganv2

# architecture, size, arguments of a narrow version
SMALL = {
    "stargan": (32, {"conv_dim": 8, "repeat_num": 2}),
    "attgan": (64, {"dim": 8, "inject_layers": 1}),
    "stgan": (64, {"conv_dim": 8, "attr_dim": 5}),
    "ugatit": (32, {"ngf": 8, "n_blocks": 2}),
    "cyclegan": (32, {"ngf": 8, "n_blocks": 6}),
    "pix2pix": (128, {"ngf": 4, "num_downs": 7}),
    "ganimation": (32, {"conv_dim": 8, "repeat_num": 2}),
    "starganv2": (64, {"dim": 8, "max_dim": 16}),
}
# The file names under which the official code saves.
FILES = {
    "stargan": "200000-G.ckpt",
    "attgan": "weights.49.pth",
    "stgan": "G_200000.pth.tar",
    "ugatit": "selfie2anime_params_latest.pt",
    "cyclegan": "latest_net_G_A.pth",
    "pix2pix": "latest_net_G.pth",
    "ganimation": "net_epoch_30_id_G.pth",
    "starganv2": "100000_nets_ema.ckpt",
}


def content(name, generator):
    """A checkpoint's content, as the official code saves it."""
    state = generator.state_dict()
    if name == "starganv2":
        torch.manual_seed(3)
        mapping = starganv2.MappingNetwork(
            hidden=32, style_dim=generator.condition_size, num_domains=3
        )
        return {"generator": state, "mapping_network": mapping.state_dict()}
    return {
        "attgan": {"G": state},
        "stgan": {"state_dict": {f"module.{key}": value for key, value in state.items()}},
        "ugatit": {"genA2B": state, "genB2A": {}, "disGA": {}},
    }.get(name, state)


def checkpoint(name, out, real=False, seed=0):
    """Writes a seeded checkpoint; returns its path and the pixels it is for."""
    size, arguments = parity.REAL[name] if real else SMALL[name]
    arguments = dict(arguments)
    if name == "ugatit":
        arguments["img_size"] = size
    generator = initialise.randomly(name, size, seed, **arguments)
    out.mkdir(parents=True, exist_ok=True)
    path = out / FILES[name]
    torch.save(content(name, generator), path)
    return path, size


def write(name, out, real=False, seed=0):
    """Checkpoint, export and reference values of one architecture."""
    out = Path(out) / name
    path, size = checkpoint(name, out, real, seed)
    # Without the crop: the values are of the photo as the generator takes it.
    command = [name, "--checkpoint", str(path), "--size", str(size), "--out", str(out)]
    with contextlib.redirect_stdout(io.StringIO()):
        if cli.main([*command, "--name", "model", "--crop", "none"]):
            raise RuntimeError(f"the export of {name} failed")
    options = registry.Options(size=size)
    generator = registry.load(name, path, options)
    domains = [("translated", [])]
    condition = None
    if getattr(generator, "condition_size", 0):
        domains = registry.ARCHITECTURES[name].domains(generator, options)
        condition = torch.tensor([values for _, values in domains], dtype=torch.float32)
    rows = len(domains)
    image, other = (initialise.pictures(1, size, seed + 100 + i) for i in range(2))
    near = (image + parity.NEARNESS * other).clamp(-1, 1)
    arguments = [near.expand(rows, -1, -1, -1)] + ([] if condition is None else [condition])
    with torch.no_grad():
        fakes = generator(*arguments)
    photo = {"image": image, "condition": condition, "reference": fakes}
    losses, gradient = parity.reference(generator, photo, rows, torch.float64)
    arrays = {
        "near.f32": near.numpy(),
        "fakes.f32": fakes.numpy(),
        "image.f32": image.numpy(),
        "losses.f64": losses,
        "gradient.f64": gradient,
    }
    description = {"architecture": name, "size": size, "arrays": {}, "domains": []}
    for file, array in arrays.items():
        array.astype("<f8" if file.endswith("f64") else "<f4").tofile(out / file)
        description["arrays"][file] = list(np.shape(array))
    for title, values in domains:
        description["domains"].append({"name": title, "condition": [float(v) for v in values]})
    (out / "reference.json").write_text(json.dumps(description, indent=1) + "\n")


def main(arguments=None):
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(SMALL))
    parser.add_argument("--real", action="store_true", help="published size and width")
    parser.add_argument("--checkpoint-only", action="store_true", help="nothing but the checkpoint")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", required=True)
    given = parser.parse_args(arguments)
    unknown = set(given.names) - set(SMALL)
    if unknown:
        parser.error(f"{', '.join(sorted(unknown))} is none of {', '.join(SMALL)}")
    for name in given.names or SMALL:
        if given.checkpoint_only:
            print(checkpoint(name, Path(given.out) / name, given.real, given.seed)[0])
        else:
            write(name, given.out, given.real, given.seed)
            print(Path(given.out) / name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
