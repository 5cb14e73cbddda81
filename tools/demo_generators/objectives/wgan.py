"""WGAN-GP with an attribute classifier: what StarGAN, AttGAN and STGAN have in common."""

from abc import abstractmethod
from dataclasses import dataclass

import torch
from torch.nn import functional as F

from .. import domains
from ..networks import GENERATORS, LEARNT
from .base import Objective, supervised


@dataclass(frozen=True)
class Weights:
    """Learning rate and weights of a paper's loss terms.

    preservation is the weight of what keeps the face: StarGAN's cycle, AttGAN's reconstruction.
    """

    rate: float
    critic_classes: float
    generator_classes: float
    preservation: float
    penalty: float = 10.0


class AttributeEditing(Objective):
    """A conditional generator against a critic with a classification head."""

    critic_steps = 5

    def __init__(self, name, critic, weights, device, bf16):
        generators = {"generator": GENERATORS[name]()}
        super().__init__(generators, {"critic": critic(len(LEARNT[name]))}, device, bf16)
        self.name, self.weights, self.learnt = name, weights, LEARNT[name]
        self.critic = self.networks["critic"]
        self.optimize("generator", ["generator"], weights.rate)
        self.optimize("critic", ["critic"], weights.rate)

    # ---- what the papers differ in

    @abstractmethod
    def class_loss(self, logits, labels):
        """Cross entropy between the critic's logits and the labels of the learnt attributes."""

    @abstractmethod
    def preservation(self, batch, fake):
        """The loss that keeps whatever no attribute names."""

    # ---- steps

    def condition(self, before, after, strength=None):
        asked = domains.condition(self.name, before, after, strength)
        return torch.from_numpy(asked.astype("float32")).to(self.device)

    def labels(self, labels):
        return torch.from_numpy(domains.pick(labels, self.learnt).copy()).to(self.device)

    def edit(self, batch):
        """The generator's fakes of a batch, in float32."""
        asked = self.condition(batch.before, batch.after, batch.strength)
        return self.generate("generator", batch.images, asked)

    def critic_step(self, batch):
        with torch.no_grad():
            fake = self.edit(batch)
        real_score, logits = self.critic(batch.images)
        distance = real_score.mean() - self.critic(fake)[0].mean()
        penalty = gradient_penalty(self.critic, batch.images, fake)
        classes = self.class_loss(logits, self.labels(batch.before))
        loss = -distance + self.weights.penalty * penalty + self.weights.critic_classes * classes
        self.step("critic", loss)
        return {"distance": distance.item(), "penalty": penalty.item(), "d_cls": classes.item()}

    def generator_step(self, batch, supervision=0.0):
        fake = self.edit(batch)
        self.critic.requires_grad_(False)
        score, logits = self.critic(fake)
        classes = self.class_loss(logits, self.labels(batch.after))
        kept = self.preservation(batch, fake)
        loss = -score.mean() + self.weights.generator_classes * classes
        loss = loss + self.weights.preservation * kept
        if supervision:
            loss = loss + supervision * supervised(fake, batch)
        self.step("generator", loss)
        self.critic.requires_grad_(True)
        return {"g_adv": -score.mean().item(), "g_cls": classes.item(), "kept": kept.item()}


def gradient_penalty(critic, real, fake):
    """Mean of (norm of the score's gradient - 1)^2 at random points between real and fake."""
    mix = torch.rand(len(real), 1, 1, 1, device=real.device)
    between = (mix * real + (1 - mix) * fake).detach().requires_grad_(True)
    score, _ = critic(between)
    (gradient,) = torch.autograd.grad(score.sum(), between, create_graph=True)
    norm = (gradient.flatten(1).square().sum(1) + 1e-12).sqrt()
    return (norm - 1).square().mean()


def cross_entropy(logits, labels, reduction):
    """Binary cross entropy of logits; reduction as in PyTorch."""
    return F.binary_cross_entropy_with_logits(logits, labels, reduction=reduction)
