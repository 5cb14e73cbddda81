"""From a PyTorch module to an ONNX file, checked against the module in ONNX Runtime."""

import logging
import warnings

import numpy as np
import onnx
import onnxruntime
import torch

TOLERANCE = 1e-4


class ExportError(RuntimeError):
    """An export that failed or does not compute what the module does."""


def export(module, path, size, condition=None, condition_size=0, options=None):
    """Writes the module as float32 ONNX with inputs image (and condition), output fake.

    Returns the largest difference between ONNX Runtime and PyTorch on a seeded picture; above
    1e-4, relative to outputs of [-1, 1], the export is refused.
    """
    module = module.float().eval()
    arguments = example(size, condition_size)
    names = ["image"] + [condition] * bool(condition_size)
    exporter, opset = options.exporter, options.opset
    dynamic = options.batch == "dynamic"
    try:
        with warnings.catch_warnings(), torch.no_grad():
            warnings.simplefilter("ignore")
            logging.getLogger("torch.onnx").setLevel(logging.ERROR)
            if exporter == "legacy":
                torch.onnx.export(
                    module,
                    arguments,
                    str(path),
                    opset_version=opset,
                    input_names=names,
                    output_names=["fake"],
                    dynamic_axes={each: {0: "batch"} for each in [*names, "fake"]}
                    if dynamic
                    else None,
                    do_constant_folding=True,
                    dynamo=False,
                )
            else:
                batch = torch.export.Dim("batch", min=1)
                torch.onnx.export(
                    module,
                    example(size, condition_size, batch=2) if dynamic else arguments,
                    str(path),
                    opset_version=max(opset, 18),
                    input_names=names,
                    output_names=["fake"],
                    dynamic_shapes=tuple({0: batch} for _ in names) if dynamic else None,
                    dynamo=True,
                    verbose=False,
                )
    except ModuleNotFoundError as error:
        raise ExportError(
            f"the {exporter} exporter needs {error.name}: pip install {error.name}"
        ) from error
    # By path, so that files with external data and those near 2 GB are checked too.
    onnx.checker.check_model(str(path), full_check=path.stat().st_size < 500_000_000)
    return difference(module, path, arguments, names)


def example(size, condition_size, batch=1, seed=0):
    """A seeded picture, and a condition where there is one."""
    generator = torch.Generator().manual_seed(seed)
    inputs = (torch.rand(batch, 3, size, size, generator=generator) * 2 - 1,)
    if condition_size:
        inputs += (torch.rand(batch, condition_size, generator=generator) * 2 - 1,)
    return inputs


def difference(module, path, arguments, names):
    """The largest difference between the file in ONNX Runtime and the module."""
    with torch.no_grad():
        expected = module(*arguments).numpy()
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    feeds = {name: value.numpy() for name, value in zip(names, arguments)}
    (actual,) = session.run(["fake"], feeds)
    worst = float(np.abs(expected - actual).max())
    if not worst <= TOLERANCE:
        raise ExportError(
            f"{path} differs from the PyTorch module by {worst:.2g} (at most {TOLERANCE:g}):"
            " do not use it, and try the other --exporter"
        )
    return worst
