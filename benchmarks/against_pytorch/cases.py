"""The generators that are compared: real architectures with seeded random weights, as ONNX files
for the product and as modules for PyTorch."""

import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

import torch

TOOLS = Path(__file__).resolve().parents[2] / "tools"
sys.path.insert(0, str(TOOLS))

from exporters import initialise, registry  # noqa: E402  (needs the path above)


@dataclass(frozen=True)
class Case:
    """One architecture at one size."""

    architecture: str
    size: int
    domains: int = 1
    arguments: dict = field(default_factory=dict)

    @property
    def name(self):
        """For file names and tables."""
        return f"{self.architecture}_{self.size}_k{self.domains}"


CASES = {
    case.name: case
    for case in (
        Case("stargan", 128, 5),
        Case("stargan", 256, 5),
        Case("attgan", 128, 13),
        Case("stgan", 128, 5),
        Case("ugatit", 256),
        Case("cyclegan", 256),
        Case("pix2pix", 256),
    )
}


def build(case, seed=0):
    """The module with its seeded weights; the same in every process."""
    module = initialise.randomly(case.architecture, case.size, seed, **case.arguments)
    for parameter in module.parameters():
        parameter.requires_grad_(False)
    return module


def conditions(module, case, seed=3):
    """[K, n] seeded conditions, or nothing."""
    size = getattr(module, "condition_size", 0)
    if not size:
        return None
    draw = torch.Generator().manual_seed(seed)
    return torch.randint(0, 2, (case.domains, size), generator=draw).float()


def photo(case, seed=0):
    """[1, 3, size, size] in [-1, 1]."""
    return initialise.pictures(1, case.size, seed)


def start(case, epsilon, seed=5):
    """The first iterate: the photo plus seeded noise within the budget, as late in a search."""
    draw = torch.Generator().manual_seed(seed)
    original = photo(case)
    noise = torch.rand(original.shape, generator=draw) * 2 - 1
    return (original + epsilon * noise).clamp(-1, 1)


def export(case, folder):
    """Writes the ONNX file and its manifest; returns the manifest's path."""
    folder = Path(folder) / case.name
    manifest = folder / f"{case.name}.yaml"
    if not manifest.exists():
        module = build(case)
        rows = conditions(module, case)
        named = () if rows is None else tuple(
            (f"domain {k + 1}", row.tolist()) for k, row in enumerate(rows)
        )  # fmt: skip
        options = registry.Options(size=case.size, name=case.name, domains=named)
        registry.export(case.architecture, module, folder, options)
        # PyTorch gets the whole picture too.
        text = manifest.read_text(encoding="utf-8")
        manifest.write_text(re.sub(r", crop: {[^}]*}", "", text), encoding="utf-8")
    return manifest


def multiply_adds(module, case):
    """Of one forward pass for all domains as PyTorch runs it: convolutions and linear layers."""
    total = 0
    hooks = []

    def count(layer, inputs, output):
        nonlocal total
        if isinstance(layer, torch.nn.ConvTranspose2d):
            total += inputs[0].numel() * layer.weight[0].numel()
        else:
            total += output.numel() * layer.weight[0].numel()

    kinds = (torch.nn.Conv2d, torch.nn.ConvTranspose2d, torch.nn.Linear)
    for layer in module.modules():
        if isinstance(layer, kinds):
            hooks.append(layer.register_forward_hook(count))
    rows = conditions(module, case)
    images = photo(case).expand(case.domains, -1, -1, -1)
    with torch.no_grad():
        module(images) if rows is None else module(images, rows)
    for hook in hooks:
        hook.remove()
    return total
