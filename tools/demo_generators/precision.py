"""Chooses float32 or bfloat16 for the generators by measuring one of them."""

import time

import torch

CHOICES = ("auto", "fp32", "bf16")
GAIN = 0.9  # bfloat16 must take less than this share of the time


def use_bf16(choice, network, inputs):
    """Whether to train in bfloat16; "auto" times a forward and backward pass of both."""
    if choice != "auto":
        return choice == "bf16"
    seconds = {bf16: min(_seconds(network, inputs, bf16) for _ in range(2)) for bf16 in (False, True)}
    network.zero_grad(set_to_none=True)
    return seconds[True] < GAIN * seconds[False]


def _seconds(network, inputs, bf16):
    device = inputs[0].device.type
    begin = time.process_time() if device == "cpu" else time.perf_counter()
    with torch.autocast(device, torch.bfloat16, enabled=bf16):
        result = network(*inputs)
    result.float().square().mean().backward()
    if device != "cpu":
        torch.cuda.synchronize()
    return (time.process_time() if device == "cpu" else time.perf_counter()) - begin
