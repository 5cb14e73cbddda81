"""What every training objective offers to the training loop."""

import contextlib
from abc import ABC, abstractmethod

import torch

from ..losses import edit_emphasis, reconstruction

ADAM_BETAS = (0.5, 0.999)


class Objective(ABC):
    """The networks and optimizers of one paper's training, and its two kinds of steps.

    networks: by name; "generator" is the one that is exported. optimizers: by name. Generators run
    channels last; critics do not, as their double backward pass is slower that way.
    critic_steps: how many of them the paper takes for one step of the generator.
    """

    critic_steps = 1

    def __init__(self, generators, critics, device, bf16):
        self.device, self.bf16 = torch.device(device), bf16
        self.networks = {
            key: network.to(self.device, memory_format=torch.channels_last).train()
            for key, network in generators.items()
        }
        self.networks |= {key: network.to(self.device).train() for key, network in critics.items()}
        self.optimizers, self._rates = {}, {}

    @property
    def generator(self):
        return self.networks["generator"]

    def optimize(self, key, names, rate, weight_decay=0.0):
        """Adam over the parameters of some networks."""
        parameters = [each for name in names for each in self.networks[name].parameters()]
        self.optimizers[key] = torch.optim.Adam(parameters, rate, ADAM_BETAS, weight_decay=weight_decay)
        self._rates[key] = rate

    def set_rate(self, factor):
        """Sets every learning rate to this fraction of the paper's."""
        for key, optimizer in self.optimizers.items():
            for group in optimizer.param_groups:
                group["lr"] = self._rates[key] * factor

    def generate(self, name, *inputs, **options):
        """Runs a generator, in bfloat16 where that was chosen; the results are float32."""
        context = contextlib.nullcontext()
        if self.bf16:
            context = torch.autocast(self.device.type, torch.bfloat16)
        with context:
            result = self.networks[name](*inputs, **options)
        if isinstance(result, tuple):
            return tuple(each.float().contiguous() for each in result)
        return result.float().contiguous()

    def step(self, key, loss):
        optimizer = self.optimizers[key]
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()

    @abstractmethod
    def critic_step(self, batch):
        """One step of the critics; returns the losses by name."""

    @abstractmethod
    def generator_step(self, batch, supervision=0.0):
        """One step of the generators; returns the losses by name.

        supervision: weight of the pairs' loss while the training warms up, where the batch has
        pairs; 0 is the paper's own objective.
        """


def supervised(fake, batch):
    """The warm-up's loss: a fake against the render of the same person after the edit."""
    weight = batch.paired.float()
    rebuilt = reconstruction(fake, batch.targets, weight)
    return 10 * rebuilt + 8 * edit_emphasis(fake, batch.targets, batch.images, weight)
