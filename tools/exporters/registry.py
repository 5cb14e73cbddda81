"""The architectures by name, and how one goes from checkpoint to ONNX file and manifest."""

from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

from . import (
    attgan,
    checkpoints,
    ganimation,
    layers,
    manifest,
    onnx_export,
    resnet,
    starganv2,
    stargan,
    stgan,
    tensorflow_weights,
    ugatit,
    unet,
)

ARCHITECTURES: dict[str, ModuleType] = {
    "stargan": stargan,
    "attgan": attgan,
    "stgan": stgan,
    "ugatit": ugatit,
    "cyclegan": resnet,
    "pix2pix": unet,
    "ganimation": ganimation,
    "starganv2": starganv2,
}


@dataclass
class Options:
    """What the command line says besides the architecture."""

    size: int = 256
    exporter: str = "legacy"
    opset: int = 17
    batch: str = "dynamic"
    statistics: str = "running"
    network: str | None = None
    attributes: tuple[str, ...] = ()
    domains: tuple[tuple[str, list[float]], ...] = ()
    crop: tuple[int, ...] | str | None = None
    seed: int = 0
    name: str | None = None
    licence: str | None = None
    origin: str | None = None
    tensorflow: int = 0  # version of the original code; 0 for PyTorch
    checkpoint_content: dict = field(default_factory=dict, repr=False)


def load(architecture, checkpoint, options):
    """The generator of an official checkpoint, strictly loaded, as it makes pictures."""
    module = ARCHITECTURES[architecture]
    if tensorflow_weights.is_tensorflow(checkpoint):
        if not hasattr(module, "from_tensorflow"):
            raise checkpoints.CheckpointError(
                f"{module.TITLE} is exported from PyTorch checkpoints, {checkpoint} is TensorFlow's"
            )
        variables = tensorflow_weights.read(checkpoint)
        options.tensorflow = tensorflow_weights.version(variables)
        state = module.from_tensorflow(variables)
    else:
        content = checkpoints.read(checkpoint)
        options.checkpoint_content = content if isinstance(content, dict) else {}
        usual = getattr(module, "NETWORK", None)
        state = checkpoints.state_dict(checkpoints.part(content, options.network, usual))
    generator = module.build(state, options)
    checkpoints.load_strictly(generator, state)
    return finish(generator, options)


def finish(generator, options):
    """What follows loading: the choice of statistics, eval mode."""
    if options.statistics == "photo":
        layers.photo_statistics(generator)
    return generator.eval()


def export(architecture, generator, out, options):
    """Writes OUT/NAME.onnx and OUT/NAME.yaml; returns the ONNX path and the parity error."""
    module = ARCHITECTURES[architecture]
    condition_size = getattr(generator, "condition_size", 0)
    found, labels = list(options.domains), None
    if condition_size and not found:
        found = module.domains(generator, options)
        labels = module.labels(generator, options) if hasattr(module, "labels") else None
    for name, value in found:
        if len(value) != condition_size:
            raise ValueError(f"domain {name} has {len(value)} values, not {condition_size}")
    origin = getattr(module, "ORIGIN_TENSORFLOW", None) if options.tensorflow else None
    return write(
        generator,
        out,
        options,
        stem=f"{architecture}_{options.size}",
        title=f"{module.TITLE} {options.size}",
        condition=module.CONDITION,
        condition_size=condition_size,
        domains=found,
        labels=labels,
        crop=module.crop(options) if hasattr(module, "crop") else None,
        licence=module.LICENCE,
        origin=origin or module.ORIGIN,
    )


def write(
    generator,
    out,
    options,
    *,
    stem,
    title,
    condition,
    condition_size,
    domains,
    licence,
    origin,
    labels=None,
    crop=None,
    image_range=(-1, 1),
):
    """The ONNX file and the manifest beside it."""
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    stem = options.name or stem
    path = out / f"{stem}.onnx"
    worst = onnx_export.export(generator, path, options.size, condition, condition_size, options)
    manifest.write(
        out / f"{stem}.yaml",
        name=options.name or title,
        onnx=path.name,
        condition=condition if condition_size else None,
        domains=domains,
        labels=labels,
        crop=(None if options.crop == "none" else options.crop) if options.crop else crop,
        image_range=image_range,
        licence=options.licence or licence,
        origin=options.origin or origin,
    )
    return path, worst
