"""Loads checkpoints without executing anything in them, and strictly."""

import pickle
import re

import torch
from torch import nn

# Names under which training scripts keep the generator's state_dict.
WRAPPERS = ("G", "state_dict", "netG", "generator", "model", "net", "params")
PREFIX = re.compile(r"^(?:module\.|_orig_mod\.)+")
RUNNING = (".running_mean", ".running_var", ".num_batches_tracked")


class CheckpointError(ValueError):
    """A checkpoint that cannot be used, and why."""


def read(path):
    """The checkpoint's content: tensors, numbers, names and containers of them, nothing else."""
    try:
        return torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        raise CheckpointError(
            f"{path} is no file of plain tensors, and a pickle may run code when it is loaded, so"
            " it was not. If you trust its author, load it once with the code that made it and"
            f" save generator.state_dict() with torch.save. PyTorch says: {_first_line(error)}"
        ) from error
    except (RuntimeError, EOFError) as error:
        raise CheckpointError(f"{path} is no PyTorch file: {_first_line(error)}") from error


def part(content, name, usual=None):
    """The named part of a combined checkpoint; else its usual one, where it has that, or all."""
    if not isinstance(content, dict):
        return content
    if name and name not in content:
        names = list(map(str, content))
        raise CheckpointError(
            f"the checkpoint has no part {name}; it holds {', '.join(names[:8])}"
            + (f" and {len(names) - 8} more" if len(names) > 8 else "")
        )
    return content.get(name or usual, content)


def state_dict(content):
    """The state_dict in a checkpoint's content, without what DataParallel and compile prefix."""
    while isinstance(content, dict) and not _is_state(content):
        inner = next((content[name] for name in WRAPPERS if name in content), None)
        if inner is None:
            raise CheckpointError(
                f"the checkpoint holds {', '.join(map(str, content)) or 'nothing'} and none of"
                f" {', '.join(WRAPPERS)}; name the generator's part with --network"
            )
        content = inner
    if not isinstance(content, dict):
        raise CheckpointError(f"the checkpoint holds a {type(content).__name__}, no state_dict")
    return {PREFIX.sub("", key): value for key, value in content.items()}


def load_strictly(module, state):
    """Loads every key or raises, listing what is missing, unexpected or of another shape.

    Dropped beforehand: running statistics of layers that normalise by the instance, as the
    official code ignores them when it makes pictures.
    """
    instance = {
        name for name, child in module.named_modules() if isinstance(child, nn.InstanceNorm2d)
    }
    given = {
        key: value
        for key, value in state.items()
        if not (key.endswith(RUNNING) and key.rpartition(".")[0] in instance)
    }
    own = module.state_dict()
    counters = {key for key in own if key.endswith("num_batches_tracked")}
    lines = []
    for title, keys in (
        ("missing", own.keys() - given.keys() - counters),
        ("unexpected", given.keys() - own.keys()),
    ):
        lines += [f"  {title}: {key} {tuple((own | given)[key].shape)}" for key in sorted(keys)]
    for key in sorted(own.keys() & given.keys()):
        if own[key].shape != given[key].shape:
            shapes = f"{tuple(given[key].shape)} instead of {tuple(own[key].shape)}"
            lines.append(f"  another shape: {key} {shapes}")
    if lines:
        raise CheckpointError("the checkpoint is not this generator's:\n" + "\n".join(lines))
    module.load_state_dict({**{key: own[key] for key in counters}, **given})
    return module


def _is_state(content):
    return bool(content) and all(isinstance(value, torch.Tensor) for value in content.values())


def _first_line(error):
    return str(error).strip().partition("\n")[0]
