"""StarGAN's objective (Choi et al. 2018): WGAN-GP, classification, cycle consistency."""

from ..critics import PatchCritic
from .wgan import AttributeEditing, Weights, cross_entropy

WEIGHTS = Weights(rate=1e-4, critic_classes=1.0, generator_classes=1.0, preservation=10.0)


class StarGan(AttributeEditing):
    """Equations 1, 3, 4 and 6 of the paper."""

    def __init__(self, device="cpu", bf16=False):
        super().__init__("stargan", PatchCritic, WEIGHTS, device, bf16)

    def class_loss(self, logits, labels):
        """Summed over attributes, averaged over faces, as the official code does it."""
        return cross_entropy(logits, labels, "sum") / len(labels)

    def preservation(self, batch, fake):
        back = self.generate("generator", fake, self.condition(batch.after, batch.before))
        return (back - batch.images).abs().mean()
