"""Exports any module: --module my.py:Generator, called as generator(image[, condition])."""

import importlib.util
import inspect
import sys
from pathlib import Path

from . import checkpoints, registry


def load(spec, checkpoint, options, arguments):
    """The module's class (or function that makes one), constructed and loaded.

    The file named is the user's own code and is executed; the checkpoint is not.
    """
    file, _, name = spec.rpartition(":")
    path = Path(file)
    if not name or not path.is_file():
        raise ValueError(f"--module takes FILE.py:CLASS, and '{file}' is to exist; got {spec}")
    sys.path.insert(0, str(path.resolve().parent))  # for what it imports beside itself
    try:
        loader = importlib.util.spec_from_file_location(path.stem, path)
        code = importlib.util.module_from_spec(loader)
        loader.loader.exec_module(code)
    finally:
        sys.path.pop(0)
    if not hasattr(code, name):
        defined = [
            each
            for each, value in vars(code).items()
            if inspect.isclass(value) and value.__module__ == code.__name__
        ]
        raise ValueError(f"{path} defines no {name}; it defines {', '.join(defined) or 'no class'}")
    generator = getattr(code, name)(**arguments)
    if checkpoint:
        content = checkpoints.part(checkpoints.read(checkpoint), options.network)
        checkpoints.load_strictly(generator, checkpoints.state_dict(content))
    return registry.finish(generator, options)


def export(spec, generator, out, options, condition_size, image_range):
    """As for the known architectures; conditions come from --domain only."""
    if condition_size and not options.domains:
        raise ValueError("a generator with a condition needs --domain NAME=V1,V2,... at least once")
    return registry.write(
        generator,
        out,
        options,
        stem=f"{spec.rpartition(':')[2].lower()}_{options.size}",
        title=spec.rpartition(":")[2],
        condition="condition" if condition_size else None,
        condition_size=condition_size,
        domains=list(options.domains),
        licence="unknown",
        origin=Path(spec.rpartition(":")[0]).name,
        image_range=image_range,
    )
