"""Exports trained generators: python -m demo_generators.export NAME|all --weights DIR --out ../onnx.

Writes NAME/NAME.onnx (opset 17, float32, 128x128) and NAME/manifest.yaml beside it.
"""

import argparse
import warnings
from pathlib import Path

import onnx
import torch
import yaml

from . import domains
from .attributes import HAIR
from .data import SIZE
from .networks import GENERATORS, LEARNT
from .sample import PORTRAIT

TITLES = {"stargan": "StarGAN", "attgan": "AttGAN", "stgan": "STGAN", "ugatit": "U-GAT-IT light"}


def load(name, weights):
    """The trained generator. StarGAN and U-GAT-IT normalise by the instance even in eval mode."""
    generator = GENERATORS[name]()
    state = torch.load(Path(weights) / f"{name}.pt", map_location="cpu", weights_only=True)
    generator.load_state_dict(state)
    return generator.eval()


def export(name, generator, folder):
    """Writes the ONNX file and the manifest of one generator."""
    folder = Path(folder) / name
    folder.mkdir(parents=True, exist_ok=True)
    inputs, names = (torch.zeros(1, 3, SIZE, SIZE),), ["image"]
    axes = None
    if LEARNT[name]:
        inputs += (torch.zeros(1, len(LEARNT[name])),)
        names.append("condition")
        axes = {each: {0: "batch"} for each in [*names, "fake"]}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            generator,
            inputs,
            str(folder / f"{name}.onnx"),
            opset_version=17,
            input_names=names,
            output_names=["fake"],
            dynamic_axes=axes,
            do_constant_folding=True,
            dynamo=False,
        )
    onnx.checker.check_model(str(folder / f"{name}.onnx"), full_check=True)
    (folder / "manifest.yaml").write_text(manifest(name))


def manifest(name):
    """What the product has to know about one generator, as YAML."""
    lines = ["# Written by tools/demo_generators/export.py."]
    if LEARNT[name]:
        lines.append("# The source is a young woman with brown hair, as in onnx/sample/portrait.png.")
    lines += _flow(
        {
            "version": 1,
            "name": f"{TITLES[name]} (demonstration)",
            "onnx": f"{name}.onnx",
            "image": {"input": "image", "layout": "NCHW", "color": "RGB", "range": [-1, 1]},
            "output": {"name": "fake", "range": [-1, 1]},
        }
    )
    if LEARNT[name]:
        lines.append("condition:")
        lines += ["  " + line for line in _flow({"input": "condition", **condition(name)})]
        lines.append("  domains:")
        lines += ["    - " + _inline(edit) for edit in edits(name)]
    lines += _flow(
        {
            "licence": "Apache-2.0",
            "origin": "tools/demo_generators, seed 0 (see tools/README.md)",
        }
    )
    return "\n".join(lines) + "\n"


def celeba(name):
    """CelebA's name of an attribute."""
    return name.title().replace(" ", "_")


def condition(name):
    """How the condition follows from the attributes of the face, as `domains` computes it."""
    names = LEARNT[name]
    forms = {
        "stargan": {"form": "label", "low": 0, "high": 1},
        "attgan": {"form": "label", "low": -0.5, "high": 0.5, "strength": 2},
        "stgan": {"form": "difference", "low": -0.5, "high": 0.5, "strength": domains.STGAN_STRENGTH},
    }
    groups = [[celeba(each) for each in group if each in names] for group in (HAIR, ("bald", "bangs"))]
    result = {**forms[name], "attributes": [celeba(each) for each in names]}
    result["exclusive"] = [group for group in groups if len(group) > 1]
    result["source"] = [celeba(each) for each in names if PORTRAIT[each]]
    return {key: value for key, value in result.items() if value != []}


def edits(name):
    """The domains as edits of the face: set a hair colour, flip anything else."""
    return [
        {"name": title, "set" if each in HAIR else "flip": celeba(each)}
        for each, (title, _, _) in zip(LEARNT[name], domains.domains(name, PORTRAIT), strict=True)
    ]


def _inline(value):
    return yaml.safe_dump(value, default_flow_style=True, sort_keys=False, width=1000).strip()


def _flow(document):
    """One line per key, nested values inline."""
    for key, value in document.items():
        if isinstance(value, (dict, list)):
            yield f"{key}: {_inline(value)}"
        else:
            yield _inline({key: value})[1:-1]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=[*GENERATORS, "all"])
    parser.add_argument("--weights", help="folder of the checkpoints")
    parser.add_argument("--manifests-only", action="store_true", help="leave the ONNX files alone")
    parser.add_argument("--out", default="../onnx")
    arguments = parser.parse_args()
    if not arguments.weights and not arguments.manifests_only:
        parser.error("--weights is missing")
    for name in GENERATORS if arguments.name == "all" else [arguments.name]:
        if arguments.manifests_only:
            (Path(arguments.out) / name / "manifest.yaml").write_text(manifest(name))
            continue
        export(name, load(name, arguments.weights), arguments.out)
        path = Path(arguments.out) / name / f"{name}.onnx"
        print(f"{path}: {path.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
