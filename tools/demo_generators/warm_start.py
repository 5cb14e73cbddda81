"""Weights of a generator out of its ONNX file, so that a training can go on from a shipped one.

The exporter keeps most parameters under their own names. A convolution that BatchNorm followed
holds both folded, under a number; a linear layer is transposed. The folded ones are taken apart
again: BatchNorm gets the statistics of a calibration batch and the scale and shift that undo them,
so that the network computes what the file does.
"""

import onnx
import torch
from onnx import numpy_helper
from torch import nn


def load(name, generator, path, calibration):
    """Fills the generator from the ONNX file.

    calibration: (images [N,3,128,128] in [-1,1], conditions [N,K]) or images alone, for BatchNorm.
    """
    graph = onnx.load(path).graph
    stored = {each.name: _tensor(each) for each in graph.initializer}
    state = generator.state_dict()
    for key, value in state.items():
        if key in stored:
            value.copy_(stored[key].reshape(value.shape))
    if name == "ugatit":
        _linear(state, stored)
        generator.load_state_dict(state)
        return
    generator.load_state_dict(state)
    folded = [
        (stored[node.input[1]], stored[node.input[2]])
        for node in graph.node
        if node.op_type == "Conv" and node.input[1] not in state
    ]
    _unfold(generator, folded, calibration)


def _tensor(initializer):
    return torch.from_numpy(numpy_helper.to_array(initializer).copy())


def _linear(state, stored):
    """U-GAT-IT's fully connected layers, in the order in which the forward pass meets them."""
    numbered = sorted(key for key in stored if key.startswith("onnx::"))
    attention = [key for key in numbered if key.startswith("onnx::Mul") and stored[key].dim() == 3]
    products = [key for key in numbered if key.startswith("onnx::MatMul")]
    for target, key in zip(("gap_fc.weight", "gmp_fc.weight"), attention, strict=True):
        state[target].copy_(stored[key].reshape(1, -1))
    targets = ("FC.0.weight", "FC.2.weight", "gamma.weight", "beta.weight")
    for target, key in zip(targets, products, strict=True):
        state[target].copy_(stored[key].t())


def _unfold(generator, folded, calibration):
    pairs = []
    for module in generator.modules():
        children = list(module.children())
        for convolution, norm in zip(children, children[1:]):
            if isinstance(convolution, nn.Conv2d) and isinstance(norm, nn.BatchNorm2d):
                pairs.append((convolution, norm))
    hooks = []
    with torch.no_grad():
        for (convolution, norm), (weight, bias) in zip(pairs, folded, strict=True):
            convolution.weight.copy_(weight)
            hooks.append(norm.register_forward_pre_hook(_undone(bias)))
        generator.eval()
        generator(*calibration)
    for hook in hooks:
        hook.remove()
    generator.train()


def _undone(bias):
    def hook(norm, inputs):
        mean = inputs[0].mean([0, 2, 3])
        variance = inputs[0].var([0, 2, 3])
        norm.running_mean.copy_(mean)
        norm.running_var.copy_(variance)
        norm.weight.copy_(torch.sqrt(variance + norm.eps))
        norm.bias.copy_(bias + mean)

    return hook
