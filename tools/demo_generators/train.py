"""Trains the demonstration generators: python -m demo_generators.train NAME... --out DIR.

Each generator has its paper's own objective (see `objectives`). A training goes on from its
checkpoint in DIR if there is one; SIGINT and SIGTERM end it with a checkpoint of the last step
and exit code 130.
"""

import argparse
import signal
import threading
from pathlib import Path

import torch

from . import data, precision, rotation
from .networks import GENERATORS
from .training import Settings


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="+", choices=[*GENERATORS, "all"], metavar="NAME")
    parser.add_argument("--out", required=True, type=Path, help="folder of checkpoints, log, sheets")
    parser.add_argument("--cache", type=Path, help="folder of the rendered faces (OUT/cache)")
    parser.add_argument("--people", type=int, default=1000, help="rendered people")
    parser.add_argument("--photos", type=Path, help="folder of portrait photos to mix in")
    parser.add_argument(
        "--photo-labels", type=Path, help="their attributes (PHOTOS/list_attr_celeba.txt)"
    )
    parser.add_argument("--init", type=Path, help="begins with the generators in DIR (.pt or .onnx)")
    parser.add_argument(
        "--warm-up", type=int, default=300, help="first steps with pairs; none after --init"
    )
    parser.add_argument("--minutes-each", type=float, help="trains in turns of so many minutes")
    parser.add_argument("--rounds", type=int, help="number of turns (until all steps are done)")
    parser.add_argument("--scale", type=float, default=1.0, help="multiplies the number of steps")
    parser.add_argument("--critic-steps", type=int, help="critic steps per step (the paper's)")
    parser.add_argument("--batch", type=int, help="faces in a batch (8; U-GAT-IT 1)")
    parser.add_argument("--rate", type=float, default=1.0, help="multiplies the learning rates")
    parser.add_argument("--precision", choices=precision.CHOICES, default="auto")
    parser.add_argument("--sheet-minutes", type=float, default=20.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args(arguments)
    torch.set_num_threads(arguments.threads)
    torch.backends.nnpack.set_flags(False)  # it warns in every step on CPUs that it does not know
    faces = data.load_faces(arguments.cache or arguments.out / "cache", arguments.people)
    photos = data.load_photos(arguments.photos, arguments.photo_labels)
    settings = Settings(
        out=arguments.out,
        seed=arguments.seed,
        scale=arguments.scale,
        warm_up=arguments.warm_up,
        init=arguments.init,
        precision=arguments.precision,
        critic_steps=arguments.critic_steps,
        batch=arguments.batch,
        rate=arguments.rate,
        sheet_minutes=arguments.sheet_minutes,
    )
    names = list(GENERATORS) if "all" in arguments.names else arguments.names
    interrupted = _interrupted()
    rotation.in_turns(
        names, faces, photos, settings, arguments.minutes_each, arguments.rounds, interrupted
    )
    if interrupted():
        raise SystemExit(130)


def _interrupted():
    """Returns whether SIGINT or SIGTERM has come: the step is then finished and saved.

    A second signal ends the process at once.
    """
    event = threading.Event()

    def handler(number, _):
        event.set()
        signal.signal(number, signal.SIG_DFL)

    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, handler)
    return event.is_set


if __name__ == "__main__":
    main()
