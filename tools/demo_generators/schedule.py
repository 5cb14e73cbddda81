"""How learning rate and supervision change with the step of the generator."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Schedule:
    """`steps` in all, `warm_up` of them with pairs, at `factor` times the paper's learning rate."""

    steps: int
    warm_up: int = 0
    factor: float = 1.0

    def rate(self, step):
        """The paper's learning rate times this: constant, then falling to 0 over the second half."""
        return self.factor * min(1.0, max(0.0, 2 * (1 - step / self.steps)))

    def supervision(self, step):
        """Weight of the pairs' loss: from 1 to 0 over the warm-up."""
        return max(0.0, 1 - step / self.warm_up) if self.warm_up else 0.0
