"""The command line of tools/export.py."""

import argparse
import json
import re
import sys

from . import generic, registry
from .checkpoints import CheckpointError
from .onnx_export import ExportError

DESCRIPTION = """Exports a generator's checkpoint to an ONNX file and the manifest beside it.

  export.py stargan --checkpoint 200000-G.ckpt --size 128 --out ../onnx/stargan-celeba
  export.py --module my.py:Generator --checkpoint my.pth --size 256 --out ../onnx/mine

EXPORTING.md beside this file has the command for each official checkpoint."""


def parser():
    """All options."""
    result = argparse.ArgumentParser(
        prog="export.py", description=DESCRIPTION, formatter_class=argparse.RawTextHelpFormatter
    )
    add = result.add_argument
    add("architecture", nargs="?", choices=list(registry.ARCHITECTURES), metavar="ARCHITECTURE",
        help=", ".join(registry.ARCHITECTURES))  # fmt: skip
    add("--module", metavar="FILE.py:CLASS", help="a generator of your own instead (runs FILE.py)")
    add("--arguments", type=json.loads, default={}, metavar="JSON", help="for CLASS")
    add("--condition-size", type=int, default=0, metavar="N", help="for CLASS: values in a condition")
    add("--range", type=float, nargs=2, default=(-1, 1), metavar=("BLACK", "WHITE"),
        help="for CLASS: values of its pictures (default -1 1)")  # fmt: skip
    add("--checkpoint", metavar="FILE", help="PyTorch, or TensorFlow (.index, .npz, .pb)")
    add("--network", metavar="KEY", help="which part of a combined checkpoint, e.g. genA2B")
    add("--size", type=int, required=True, metavar="N", help="pixels of height and width")
    add("--out", required=True, metavar="DIR", help="folder for NAME.onnx and NAME.yaml")
    add("--name", help="of the files and the generator (default ARCHITECTURE_N)")
    add("--attributes", nargs="+", default=(), metavar="A",
        help="CelebA's names of the attributes that the checkpoint was trained on")  # fmt: skip
    add("--domain", action="append", default=[], type=domain, metavar="NAME=V1,V2,...",
        help="a condition instead of the usual ones; repeat for more")  # fmt: skip
    add("--crop", type=crop, metavar="SIZE/OF[+LEFT+TOP]|none",
        help="the square that it was trained to see, in the middle or off it\n"
        "(default: as its official loader)")  # fmt: skip
    add("--statistics", choices=("running", "photo"), default="running",
        help="what BatchNorm uses: the running statistics (eval mode), or the photo's own,\n"
        "as in pix2pix' test code without --eval")  # fmt: skip
    add("--seed", type=int, default=0, help="of StarGAN v2's latent code")
    add("--exporter", choices=("legacy", "dynamo"), default="legacy")
    add("--opset", type=int, default=17)
    add("--batch", choices=("dynamic", "1"), default="dynamic")
    add("--licence", help="of the weights, for the manifest")
    add("--origin", help="of the weights, for the manifest")
    return result


def crop(text):
    """170/178 or 170/178+3+6 as numbers, or none."""
    if text == "none":
        return text
    match = re.fullmatch(r"(\d+)/(\d+)(?:\+(\d+)\+(\d+))?", text)
    numbers = tuple(int(number) for number in match.groups() if number) if match else ()
    size, of, *corner = numbers or (0, 0)
    if not 0 < size <= of or max(corner, default=0) > of - size:
        raise argparse.ArgumentTypeError(
            f"{text} is neither none nor SIZE/OF[+LEFT+TOP] inside OF, e.g. 170/178 or 170/178+3+6"
        )
    return numbers


def domain(text):
    """NAME=1,0,0 as a pair."""
    name, _, values = text.rpartition("=")
    try:
        return name, [float(value) for value in values.split(",")]
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is not of the form NAME=V1,V2,...") from error


def main(arguments=None):
    """Runs the command; returns the exit status."""
    own = parser()
    given = own.parse_args(arguments)
    if bool(given.architecture) == bool(given.module):
        own.error("give an ARCHITECTURE or a --module, not both")
    if given.architecture and not given.checkpoint:
        own.error("--checkpoint is missing")
    options = registry.Options(
        size=given.size,
        exporter=given.exporter,
        opset=given.opset,
        batch=given.batch,
        statistics=given.statistics,
        network=given.network,
        attributes=tuple(given.attributes),
        domains=tuple(given.domain),
        crop=given.crop,
        seed=given.seed,
        name=given.name,
        licence=given.licence,
        origin=given.origin,
    )
    try:
        if given.module:
            generator = generic.load(given.module, given.checkpoint, options, given.arguments)
            path, worst = generic.export(
                given.module, generator, given.out, options, given.condition_size, given.range
            )
        else:
            generator = registry.load(given.architecture, given.checkpoint, options)
            path, worst = registry.export(given.architecture, generator, given.out, options)
    except (CheckpointError, ExportError, ValueError, OSError) as error:
        print(f"export.py: {error}", file=sys.stderr)
        return 1
    print(f"{path}: {path.stat().st_size / 1e6:.1f} MB, ONNX Runtime within {worst:.1e} of PyTorch")
    print(f"{path.with_suffix('.yaml')}")
    return 0
