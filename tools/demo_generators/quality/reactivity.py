"""How far an attack on one generator alone moves its fakes; a readout that no training looks at."""

from dataclasses import dataclass

import torch


@dataclass(frozen=True)
class Attack:
    """I-FGSM on images in [-1,1]; an edit counts as broken from `threshold` on."""

    epsilon: float = 0.05
    step: float = 0.01
    iterations: int = 10
    threshold: float = 0.05
    start: float = 0.001  # a tiny offset: at the photo itself loss and gradient are zero


def losses(generator, image, conditions, attack=Attack(), seed=0):
    """Mean squared change [K] of each domain's fake under an attack on all domains together.

    image: [1,3,H,W]. conditions: [K,C], or None for a generator with a single domain.
    """
    count = 1 if conditions is None else len(conditions)
    random = torch.Generator().manual_seed(seed)

    def fakes(attacked):
        repeated = attacked.expand(count, -1, -1, -1)
        return generator(repeated) if conditions is None else generator(repeated, conditions)

    def moved(attacked):
        return (fakes(attacked) - reference).square().mean([1, 2, 3])

    with torch.no_grad():
        reference = fakes(image)
    noise = torch.rand(image.shape, generator=random) * 2 - 1
    attacked = (image + attack.start * noise).clamp(-1, 1)
    for _ in range(attack.iterations):
        attacked = attacked.detach().requires_grad_(True)
        (gradient,) = torch.autograd.grad(moved(attacked).mean(), attacked)
        attacked = attacked.detach() + attack.step * gradient.sign()
        attacked = image + (attacked - image).clamp(-attack.epsilon, attack.epsilon)
        attacked = attacked.clamp(-1, 1)
    with torch.no_grad():
        return moved(attacked)
