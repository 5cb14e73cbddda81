"""AttGAN's objective (He et al. 2019) and STGAN's (Liu et al. 2019).

WGAN-GP, attribute classification, reconstruction under the face's own attributes. STGAN differs in
its condition, the difference of target and source: all zero for the reconstruction.
"""

from ..critics import DenseCritic
from .wgan import AttributeEditing, Weights, cross_entropy

WEIGHTS = Weights(rate=2e-4, critic_classes=1.0, generator_classes=10.0, preservation=100.0)


class AttGan(AttributeEditing):
    """Equations 9 and 10 of AttGAN's paper; STGAN's are the same terms."""

    def __init__(self, name="attgan", device="cpu", bf16=False):
        super().__init__(name, DenseCritic, WEIGHTS, device, bf16)

    def class_loss(self, logits, labels):
        return cross_entropy(logits, labels, "mean")

    def preservation(self, batch, fake):
        own = self.condition(batch.before, batch.before)
        rebuilt = self.generate("generator", batch.images, own)
        return (rebuilt - batch.images).abs().mean()
